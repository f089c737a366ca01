process.stdout = null
Object.defineProperty(process, 'stderr', { value: 1 })
function handle(data, callback) {
  console.log('still there')
  callback(null, data)
}
