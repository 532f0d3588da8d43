/// Whom the driver tells what happens.
struct JobEvents {
    let onProgress: ((JobProgress) -> Void)?
    let onEvent: ((String) -> Void)?

    func progress(_ progress: JobProgress) { onProgress?(progress) }
    func event(_ text: String) { onEvent?(text) }
}
