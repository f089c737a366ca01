function handle() {
  while (true) {
    console.log('and again')
  }
}
