import Multiprocessing
import MultiprocessingAsync

// Worker processes for an async program: they come from a process that was forked before there were threads.
let square = EntryPoint<Int, Int>("square") { $0 * $0 }
try ForkServer.start(square)
let pool = try AsyncProcessPool(square)
let squares = try await pool.map(1...2000)
await pool.close()
print(squares.reduce(0, +))
