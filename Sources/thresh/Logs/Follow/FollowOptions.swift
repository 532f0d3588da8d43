import ArgumentParser

/// What every question can say that goes on while its files grow.
struct FollowOptions: ParsableArguments {
    @Flag(
        name: .customLong("follow"),
        help:
            "Answer from what is there, then go on with what is appended, through rotation, until Ctrl-C; with - for standard input, until its end. Only what comes from now on: --since now."
    )
    var isOn = false
}
