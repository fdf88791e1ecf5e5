// EDGE: asks the person at the terminal.

/** No, too, where there is no terminal to ask on, and at Ctrl-C. */
export async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false
  // Loaded when somebody is asked: most commands ask nobody, and it takes a while.
  const { default: inquirer } = await import('inquirer')
  try {
    const { isYes } = await inquirer.prompt([{ type: 'confirm', name: 'isYes', message: question, default: false }])
    return isYes === true
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return false
    throw error
  }
}
