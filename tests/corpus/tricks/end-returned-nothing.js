function handle(data) {
  data.x = 1
}
