// The page's script: an addition. Everything can be read without it.

/** Puts a button behind each command that copies it, where the browser allows copying. */
export const SCRIPT = `
if (navigator.clipboard) for (const command of document.querySelectorAll('.command')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.setAttribute('aria-label', 'Copy the command')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(command.querySelector('code').textContent)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 2000)
  })
  command.append(button)
}
`
