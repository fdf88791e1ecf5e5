// Impostors of stage 1: echoes that lose, change or hold back bytes, and those that hold on to what they should let go.
import type { Impostor } from './impostor.ts'

const ECHO = 'stages/01-echo/echo.ts'

export const ECHO_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'echo-shouts',
    stage: 1,
    sentence: 'sends back capital letters',
    changes: [
      {
        file: ECHO,
        find: 'if (!socket.write(bytes)) socket.pause()',
        replace: "if (!socket.write(bytes.toString('latin1').toUpperCase(), 'latin1')) socket.pause()",
      },
    ],
    fails: ['echo.word', 'echo.port'],
  },
  {
    name: 'echo-decodes-utf8',
    stage: 1,
    sentence: 'takes bytes for text in UTF-8',
    changes: [
      {
        file: ECHO,
        find: "socket.on('data', bytes => {",
        replace: "socket.setEncoding('utf8')\n  socket.on('data', bytes => {",
      },
    ],
    fails: ['echo.octets', 'echo.one-at-a-time', 'echo.sizes', 'echo.half-close', 'echo.reset', 'echo.many-clients'],
  },
  {
    name: 'echo-reads-once',
    stage: 1,
    sentence: 'reads once, answers, and closes',
    program: ['python3', 'grader/impostors/programs/threads-echo.py', '{host}', '{port}', 'reads-once'],
    fails: [
      'echo.octets',
      'echo.one-at-a-time',
      'echo.sizes',
      'echo.half-close-full',
      'echo.reset',
      'echo.many-clients',
    ],
  },
  {
    name: 'echo-ignores-count',
    stage: 1,
    sentence: 'does not look how much send has taken',
    program: ['python3', 'grader/impostors/programs/select-echo.py', '{host}', '{port}', 'ignores-count'],
    fails: ['echo.sizes', 'echo.half-close-full', 'echo.slow-reader'],
  },
  {
    name: 'echo-blocks',
    stage: 1,
    sentence: 'waits in send for one client while all others wait for it',
    program: ['python3', 'grader/impostors/programs/select-echo.py', '{host}', '{port}', 'blocks'],
    fails: ['echo.half-close-full', 'echo.slow-reader'],
  },
  {
    name: 'echo-drops-when-full',
    stage: 1,
    sentence: 'throws away what comes while the socket is full',
    changes: [
      {
        file: ECHO,
        find: 'if (!socket.write(bytes)) socket.pause()',
        replace: 'if (!socket.writableNeedDrain) socket.write(bytes)',
      },
    ],
    fails: ['echo.sizes', 'echo.half-close-full', 'echo.slow-reader'],
  },
  {
    name: 'echo-closes-at-fin',
    stage: 1,
    sentence: 'holds everything that waits in memory, and forgets it when the client has finished',
    changes: [
      { file: ECHO, find: 'if (!socket.write(bytes)) socket.pause()', replace: 'socket.write(bytes)' },
      { file: ECHO, find: "socket.on('end', () => socket.end())", replace: "socket.on('end', () => socket.destroy())" },
    ],
    fails: ['echo.half-close-full'],
  },
  {
    name: 'echo-never-closes',
    stage: 1,
    sentence: 'leaves the connection open when the client has finished',
    changes: [{ file: ECHO, find: "socket.on('end', () => socket.end())", replace: '' }],
    fails: ['echo.half-close', 'echo.empty'],
  },
  {
    name: 'echo-falls-over-resets',
    stage: 1,
    sentence: 'has no listener for the errors of a socket',
    changes: [{ file: ECHO, find: "socket.on('error', () => socket.destroy())", replace: '' }],
    fails: ['echo.reset', 'echo.thousand'],
  },
  {
    name: 'echo-keeps-sockets',
    stage: 1,
    sentence: 'keeps the descriptor of every connection that has ended',
    program: ['python3', 'grader/impostors/programs/threads-echo.py', '{host}', '{port}', 'keeps-sockets'],
    fails: ['echo.thousand'],
  },
  {
    name: 'echo-one-at-a-time',
    stage: 1,
    sentence: 'serves one client until it has gone, and the next one then',
    program: ['python3', 'grader/impostors/programs/one-at-a-time.py', '{host}', '{port}'],
    fails: ['echo.octets', 'echo.half-close-full', 'echo.reset', 'echo.many-clients'],
  },
  {
    name: 'echo-second-door',
    stage: 1,
    sentence: 'listens on a second port that nobody asked for',
    changes: [
      {
        file: 'stages/01-echo/main.ts',
        find: 'argv => listen(readSettings(argv), echo)',
        replace: "argv => listen({ host: '127.0.0.1', port: 0 }, echo).then(() => listen(readSettings(argv), echo))",
      },
    ],
    fails: ['echo.port'],
  },
  {
    name: 'lawful-thread-per-client',
    stage: 1,
    sentence: 'has a thread for each client, which waits in recv and send',
    lawful: true,
    program: ['python3', 'grader/impostors/programs/threads-echo.py', '{host}', '{port}'],
    fails: [],
  },
]
