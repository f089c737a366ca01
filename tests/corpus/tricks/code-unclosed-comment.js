function handle(data, callback) {
}
/* no end