// For launch.test.ts: a stage that listens, it says, and does not let itself be stopped.
process.on('SIGTERM', () => {})
process.stderr.write('listening on 127.0.0.1:1\n')
setInterval(() => {}, 1000)
