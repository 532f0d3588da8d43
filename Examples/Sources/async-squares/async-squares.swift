import Multiprocessing
import MultiprocessingAsync

// Worker processes for an async program: they come from a process that was forked before there were threads.
@main struct Squares {
    static let square = EntryPoint<Int, Int>("square") { $0 * $0 }

    static func main() async throws {
        try ForkServer.start(square)
        let pool = try AsyncProcessPool(square)
        async let some = pool.map(1...1000)
        async let more = pool.map(1001...2000)
        print(try await some.reduce(0, +) + more.reduce(0, +))
        await pool.close()
    }
}
