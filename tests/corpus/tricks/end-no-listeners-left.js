function handle(data, callback) {
  process.removeAllListeners()
  setTimeout(() => { throw new Error('unheard') }, 1)
}
