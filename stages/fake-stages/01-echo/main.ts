// For launch.test.ts: a stage that dislikes its conf.
process.stderr.write('servers.conf: backend_servers is missing')
process.exit(2)
