// Attempts at what only a quiet machine shows.

/** On a machine that is busy with others a program that is right may be late by chance; one that is wrong is wrong thrice. */
export async function onceInThree(play: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await play()
    } catch (failure) {
      if (attempt === 3) throw failure
    }
  }
}
