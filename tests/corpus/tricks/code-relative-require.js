require('./neighbour')
function handle(data, callback) {
}
