function handle(data, callback) {
}
if (data)