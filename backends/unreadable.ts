// Why a file that somebody named cannot be read, and how to mend it. Pure.

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder; name a file in it',
  ENOTDIR: 'there is a file where a folder should be; name another file',
  EACCES: 'may not be read; change its rights (chmod +r), or name another file',
  EPERM: 'may not be read; change its rights (chmod +r), or name another file',
  ELOOP: 'a symbolic link leads to itself; name the file that is meant',
  ENAMETOOLONG: 'a name is too long for this system; name another file',
}

/** Of the system's error; undefined where it is none that a person could mend by another name or other rights. */
export function whyUnreadable(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? WORDS[String(error.code)] : undefined
}
