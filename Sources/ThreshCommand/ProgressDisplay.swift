internal import Platform
internal import Thresh

/// The progress line of a job on standard error, for jobs that take longer than a moment.
final class ProgressDisplay {
    private let isEnabled: Bool
    private let unicode = ProgressLine.isUTF8(environment: Machine.environment)
    private var isShown = false
    private static let patience = Duration.milliseconds(500)

    init(isEnabled: Bool) { self.isEnabled = isEnabled }

    func show(_ progress: JobProgress) {
        guard isEnabled, progress.elapsed > ProgressDisplay.patience || isShown else { return }
        let seconds = Double(progress.elapsed.nanoseconds) / 1e9
        let rate = seconds > 0 ? Double(progress.done) / seconds : 0
        let line = ProgressLine(
            phase: progress.stage.rawValue, doneBytes: progress.done, totalBytes: progress.total,
            bytesPerSecond: rate,
            secondsLeft: rate > 0 ? Double(progress.total - min(progress.done, progress.total)) / rate : nil,
            workers: progress.workers)
        let columns = Terminal.columns(Terminal.error) ?? 80
        Terminal.drawError(
            ProgressLine.updateStart + line.text(columns: columns, unicode: unicode) + ProgressLine.updateEnd)
        isShown = true
    }

    func clear() {
        if isShown { Terminal.drawError(ProgressLine.clear) }
        isShown = false
    }
}
