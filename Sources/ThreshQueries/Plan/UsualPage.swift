import Thresh
import ThreshLogs

/// What a page is unless the user says it: the path of what was asked for, without its query.
enum UsualPage {
    static let text = "path(path)"

    static func expression() throws(ThreshError) -> Expression { try LogQuery.expression(text) }
}
