/// What a pool does with a task whose worker died: was killed, crashed, or called `exit`. The worker is replaced and the
/// pool goes on in any case.
public enum DeathPolicy: Sendable, Equatable, Codable {
    /// It fails with `.died`.
    case failTask
    /// It is given to another worker, up to `n` times more. What it did before it died is done again.
    case retry(Int)
    /// It fails, and with it what is left of the map that it is part of.
    case failJob
}
