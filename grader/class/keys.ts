// Makes names of students into names of folders: safe on every file system, on a command line, and unique. Pure.

const MOST_CHARACTERS = 80

/** In the order of `names`; of those that would be the same, also but for case, the later ones get a number. */
export function toKeys(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    const plain = toKey(name)
    let key = plain
    for (let number = 2; taken.has(key.toLowerCase()); number += 1) key = `${plain}-${number}`
    taken.add(key.toLowerCase())
    return key
  })
}

function toKey(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9@._+-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, MOST_CHARACTERS)
  return plain === '' ? 'student' : plain
}
