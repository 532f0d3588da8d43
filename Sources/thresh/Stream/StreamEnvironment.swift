import Platform
import Thresh

/// The variables that Hadoop Streaming gives to its commands, by their new names and by those of its first version.
struct StreamEnvironment {
    let settings: StreamSettings
    private let job: String

    init(settings: StreamSettings) {
        self.settings = settings
        job = "local\(Fork.currentPid)_0001"
    }

    /// - Parameter offset: where the first record begins in the file.
    func map(file: String, offset: UInt64) -> [String: String] {
        var result = task("m", isMap: true)
        // The commands run elsewhere then.
        let isElsewhere = settings.directory != nil && !file.hasPrefix("/")
        let file = isElsewhere ? FileSystem.currentDirectory + "/" + file : file
        for name in ["mapreduce_map_input_file", "map_input_file"] { result[name] = file }
        for name in ["mapreduce_map_input_start", "map_input_start"] { result[name] = "\(offset)" }
        return result.merging(settings.environment) { $1 }
    }

    /// Of a map task, whatever its files.
    func combine() -> [String: String] { task("m", isMap: true).merging(settings.environment) { $1 } }

    func reduce() -> [String: String] { task("r", isMap: false).merging(settings.environment) { $1 } }

    private func task(_ kind: String, isMap: Bool) -> [String: String] {
        let number = "\(CurrentTask.number)"
        let task = "\(job)_\(kind)_" + String(repeating: "0", count: max(0, 6 - number.count)) + number
        let attempt = "attempt_\(task)_\(CurrentTask.attempt - 1)"
        let separator = String(decoding: [settings.separator], as: UTF8.self)
        return [
            "mapreduce_job_id": "job_\(job)", "mapred_job_id": "job_\(job)",
            "mapreduce_job_name": "stream", "mapred_job_name": "stream",
            "mapreduce_task_id": "task_\(task)", "mapred_tip_id": "task_\(task)",
            "mapreduce_task_attempt_id": attempt, "mapred_task_id": attempt,
            "mapreduce_task_partition": number, "mapred_task_partition": number,
            "mapreduce_task_ismap": "\(isMap)", "mapred_task_is_map": "\(isMap)",
            "stream_map_input": "text", "stream_map_output": "text",
            "stream_reduce_input": "text", "stream_reduce_output": "text",
            "stream_map_output_field_separator": separator,
            "stream_num_map_output_key_fields": "\(settings.keyFields)",
        ]
    }
}
