function handle(data, callback) {
  callback(null, { cache: Object.keys(require.cache), main: typeof process.mainModule, args: process.argv.length, exec: process.execArgv })
}
