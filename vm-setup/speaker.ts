// EDGE, by the stream that it is given: lines for a person, and one that is written over while something goes on.

export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export function speaker(stream: Stream) {
  let isOpen = false
  const end = () => {
    if (isOpen) stream.write('\n')
    isOpen = false
  }
  return {
    tell(line: string) {
      end()
      stream.write(`${line}\n`)
    },
    tellProgress(line: string) {
      // Without a terminal a line a round would fill a log.
      if (!stream.isTTY) return
      const room = (stream.columns ?? 80) - 1
      stream.write(`\r${line.slice(0, room).padEnd(room)}`)
      isOpen = true
    },
    end,
  }
}
