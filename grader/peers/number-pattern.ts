// Peers that can compare texts with patterns only can still be told a limit. Pure.

/** A pattern for the decimal numbers above `limit`, without leading zeros. */
export function patternAbove(limit: number): string {
  const digits = String(limit)
  const sameLength = [...digits].flatMap((digit, index) => {
    const rest = digits.length - index - 1
    return digit === '9' ? [] : [`${digits.slice(0, index)}[${Number(digit) + 1}-9][0-9]{${rest}}`]
  })
  return `^([1-9][0-9]{${digits.length},}|${sameLength.join('|')})$`.replace('|)', ')')
}
