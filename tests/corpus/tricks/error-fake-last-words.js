function handle() {
  process._rawDebug('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory')
  process.removeAllListeners('uncaughtException')
  setTimeout(() => {
    throw new Error('real')
  }, 5)
}
