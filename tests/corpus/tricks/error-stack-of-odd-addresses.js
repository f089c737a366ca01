function handle(data, callback) {
  const error = new Error('odd')
  error.stack = 'Error: odd\n    at handle (file://[x:1:1)\n    at f (http://[::1:2:2)\n    at g (node_modules/:3:3)\n    at (:4:4)'
  callback(error)
}
