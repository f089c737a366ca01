function handle(data, callback) {
  eval('null.x')
}
