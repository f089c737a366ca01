function handle(data, callback) {
  const later = () => {
    process.nextTick(later)
  }
  later()
}
