internal import CSQLite
internal import Thresh

/// A database file of which this process is the only user. Closed at the end of its life, if not before.
@safe final class SQLiteConnection {
    /// What messages call the file.
    private let name: String
    // SAFETY: open while it is not nil, and known to this object and its statements alone; they keep the object.
    fileprivate var handle: OpaquePointer?

    /// Makes the file when it is not there.
    init(path: String, name: String) throws(ThreshError) {
        self.name = name
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        try check(unsafe sqlite3_open_v2(path, &handle, flags, nil))
    }

    deinit { unsafe _ = sqlite3_close_v2(handle) }

    /// Statements without rows, divided by semicolons.
    func execute(_ sql: String) throws(ThreshError) { try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil)) }

    /// Every statement must be gone.
    func close() throws(ThreshError) {
        try check(unsafe sqlite3_close(handle))
        unsafe handle = nil
    }

    fileprivate func check(_ code: Int32) throws(ThreshError) {
        guard code != SQLITE_OK && code != SQLITE_DONE else { return }
        let reason = unsafe String(cString: handle == nil ? sqlite3_errstr(code) : sqlite3_errmsg(handle))
        let advice = code & 0xff == SQLITE_FULL ? "; free some space, or choose another place with -o" : ""
        throw ThreshError(.inputOutput, "\(name): SQLite cannot write it: \(reason)\(advice)")
    }
}

/// A statement with places for values, which begin at 1.
@safe final class SQLiteStatement {
    private let connection: SQLiteConnection
    // SAFETY: it belongs to `connection`, which is not closed before.
    private var handle: OpaquePointer?

    init(_ sql: String, _ connection: SQLiteConnection) throws(ThreshError) {
        self.connection = connection
        try connection.check(unsafe sqlite3_prepare_v2(connection.handle, sql, -1, &handle, nil))
    }

    deinit { unsafe _ = sqlite3_finalize(handle) }

    func bindNull(at place: Int) throws(ThreshError) {
        try connection.check(unsafe sqlite3_bind_null(handle, Int32(place)))
    }

    func bind(_ value: Int64, at place: Int) throws(ThreshError) {
        try connection.check(unsafe sqlite3_bind_int64(handle, Int32(place), value))
    }

    func bind(_ value: Double, at place: Int) throws(ThreshError) {
        try connection.check(unsafe sqlite3_bind_double(handle, Int32(place), value))
    }

    func bind(_ value: String, at place: Int) throws(ThreshError) {
        var value = value
        let code = value.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) {
                unsafe thresh_sqlite3_bind_copy(handle, Int32(place), $0.baseAddress, UInt64($0.count))
            }
        }
        try connection.check(code)
    }

    /// Places keep their values.
    func run() throws(ThreshError) {
        let code = unsafe sqlite3_step(handle)
        let end = unsafe sqlite3_reset(handle)
        try connection.check(code == SQLITE_DONE ? end : code)
    }
}
