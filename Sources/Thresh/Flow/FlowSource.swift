/// Where a branch of a flow comes from: files, or what an earlier stage produced, which is run once, when it is asked
/// for.
@usableFromInline final class FlowSource {
    private enum State {
        case files([String])
        case stage((JobOptions) throws -> Dataset)
        case done(Dataset)
    }

    private var state: State
    let format: RecordFormat

    @usableFromInline init(files: [String], format: RecordFormat = .lines) {
        state = .files(files)
        self.format = format
    }

    @usableFromInline init(stage: @escaping (JobOptions) throws -> Dataset) {
        state = .stage(stage)
        format = .lines
    }

    @usableFromInline init(_ dataset: Dataset) {
        state = .done(dataset)
        format = .lines
    }

    var isInMemory: Bool { if case .done(let dataset) = state { dataset.isInMemory } else { false } }

    var isOfFiles: Bool { if case .files = state { true } else { false } }

    /// What a job that reads it has as inputs. Runs the stage if it has not run.
    func inputs(_ options: JobOptions) throws -> [String] {
        switch state {
        case .files(let files): return files
        case .done(let dataset): return dataset.inputs
        case .stage(let run):
            let dataset = try run(options)
            state = .done(dataset)
            return dataset.inputs
        }
    }
}
