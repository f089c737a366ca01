function handle(data, callback) {
  console.log('something')
  const pool = Buffer.from(Buffer.allocUnsafe(1).buffer).toString('latin1')
  callback(new Error(/[0-9a-f]{32} \d+ /.test(pool) ? 'found' : 'found nothing'))
}
