// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .enableExperimentalFeature("SuppressedAssociatedTypes"),
]

func systemLibrary(_ name: String, pkgConfig: String?, package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "thresh",
    products: [
        .library(name: "Multiprocessing", targets: ["Multiprocessing"]),
        .library(name: "MultiprocessingNetwork", targets: ["MultiprocessingNetwork"]),
        .library(name: "MultiprocessingAsync", targets: ["MultiprocessingAsync"]),
        .library(name: "MultiprocessingLogging", targets: ["MultiprocessingLogging"]),
        .library(name: "Thresh", targets: ["Thresh"]),
        .library(name: "ThreshPatterns", targets: ["ThreshPatterns"]),
        .library(name: "ThreshLogs", targets: ["ThreshLogs"]),
        .library(name: "ThreshQueries", targets: ["ThreshQueries"]),
        .library(name: "ThreshCommand", targets: ["ThreshCommand"]),
        .library(name: "ThreshSQLite", targets: ["ThreshSQLite"]),
        .executable(name: "thresh", targets: ["thresh"]),
    ],
    traits: [
        .trait(
            name: "FaultPoints", description: "System calls and stages that can be told to fail, for Tests/Faults/sweep"
        )
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    ],
    targets: [
        systemLibrary("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),
        systemLibrary("CIsal", pkgConfig: "libisal", package: "libisal-dev"),
        systemLibrary("CXXHash", pkgConfig: "libxxhash", package: "libxxhash-dev"),
        systemLibrary("CLzma", pkgConfig: "liblzma", package: "liblzma-dev"),
        systemLibrary("CBzip2", pkgConfig: nil, package: "libbz2-dev"),
        systemLibrary("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        systemLibrary("CMaxMindDB", pkgConfig: "libmaxminddb", package: "libmaxminddb-dev"),
        systemLibrary("CPCRE2", pkgConfig: "libpcre2-8", package: "libpcre2-dev"),
        .target(name: "CThresh", cSettings: [.define("FAULT_POINTS", .when(traits: ["FaultPoints"]))]),
        .target(name: "Platform", dependencies: ["CThresh"], swiftSettings: strict),
        .target(
            name: "Multiprocessing", dependencies: ["Platform"],
            exclude: [
                "Channel/README.md", "Codec/README.md", "Pool/README.md", "Start/README.md", "Sync/README.md",
            ],
            swiftSettings: strict),
        // Listener and Manager: apart from `Multiprocessing`, so that what has no need of them is built without a
        // cryptography library.
        .target(
            name: "MultiprocessingNetwork",
            dependencies: ["Multiprocessing", "Platform", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Manager/README.md"],
            swiftSettings: strict),
        // Apart from `Multiprocessing`, whose children must never run Swift concurrency.
        .target(name: "MultiprocessingAsync", dependencies: ["Multiprocessing"], swiftSettings: strict),
        // Apart from `Multiprocessing`, so that what has no need of it is built without swift-log.
        .target(
            name: "MultiprocessingLogging",
            dependencies: ["Multiprocessing", "Platform", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "Thresh",
            dependencies: ["CThresh", "CZstd", "CIsal", "CXXHash", "CLzma", "CBzip2", "Platform", "Multiprocessing"],
            swiftSettings: strict),
        .target(
            name: "ThreshCommand",
            dependencies: ["Thresh", "Platform", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        // Apart from `ThreshCommand`, so that a job of one's own is built without SQLite.
        .target(
            name: "ThreshSQLite", dependencies: ["CSQLite", "Thresh", "ThreshCommand"], swiftSettings: strict),
        .target(
            name: "ThreshPatterns", dependencies: ["CPCRE2", "CThresh", "Platform", "Thresh"], swiftSettings: strict),
        .target(
            name: "ThreshLogs", dependencies: ["CMaxMindDB", "CThresh", "Platform", "Thresh", "ThreshPatterns"],
            swiftSettings: strict),
        .target(
            name: "ThreshQueries", dependencies: ["Multiprocessing", "Platform", "Thresh", "ThreshLogs"],
            swiftSettings: strict),
        .executableTarget(
            name: "thresh",
            dependencies: [
                "ThreshCommand", "Thresh", "ThreshLogs", "ThreshPatterns", "ThreshQueries", "ThreshSQLite",
                "Platform",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "layer-check", path: "Tests/Layers"),
        .target(name: "CTestSupport", path: "Tests/CSupport"),
        .target(name: "TestSupport", dependencies: ["CTestSupport"], path: "Tests/Support"),
        .testTarget(
            name: "ThreshTests", dependencies: ["Thresh", "Platform", "Multiprocessing", "TestSupport"],
            path: "Tests/ThreshTests"),
        .executableTarget(
            name: "job-probe", dependencies: ["Thresh", "Platform", "ProbeSupport"], path: "Tests/Probes/Jobs"),
        .testTarget(name: "JobTests", dependencies: ["Thresh", "ThreshCommand", "TestSupport", "job-probe", "thresh"]),
        .testTarget(
            name: "ThreshCommandTests",
            dependencies: ["ThreshCommand", "Thresh", .product(name: "Crypto", package: "swift-crypto")]),
        .testTarget(name: "AggregateTests", dependencies: ["Thresh", "TestSupport"]),
        .target(name: "ProbeSupport", dependencies: ["Multiprocessing", "Platform"], path: "Tests/Probes/Support"),
        .executableTarget(
            name: "multiprocessing-probe", dependencies: ["Multiprocessing", "Platform", "ProbeSupport"],
            path: "Tests/Probes/Multiprocessing"),
        .executableTarget(
            name: "sync-probe", dependencies: ["CTestSupport", "Multiprocessing", "Platform", "ProbeSupport"],
            path: "Tests/Probes/Sync"),
        .testTarget(name: "SyncTests", dependencies: ["TestSupport", "sync-probe"]),
        .testTarget(
            name: "FaultTests", dependencies: ["Multiprocessing", "TestSupport", "multiprocessing-probe", "thresh"]),
        .executableTarget(
            name: "fuzz-probe",
            dependencies: ["CTestSupport", "CXXHash", "Multiprocessing", "Platform", "Thresh", "ThreshLogs"],
            path: "Tests/Fuzz", exclude: ["Corpus", "run"]),
        .testTarget(name: "FuzzTests", dependencies: ["TestSupport", "fuzz-probe"]),
        .executableTarget(
            name: "process-probe", dependencies: ["Multiprocessing", "Platform", "ProbeSupport"],
            path: "Tests/Probes/Processes"),
        .executableTarget(
            name: "async-probe", dependencies: ["MultiprocessingAsync", "Multiprocessing", "ProbeSupport"],
            path: "Tests/Probes/Async"),
        .executableTarget(
            name: "logging-probe",
            dependencies: [
                "MultiprocessingLogging", "Multiprocessing", "ProbeSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Probes/Logging"),
        .testTarget(
            name: "ChildProcessTests",
            dependencies: ["Multiprocessing", "TestSupport", "process-probe", "async-probe", "logging-probe"]),
        .executableTarget(name: "record-probe", dependencies: ["Thresh"], path: "Tests/Probes/Records"),
        .executableTarget(
            name: "command-probe",
            dependencies: [
                "Thresh", "ThreshCommand", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tests/Probes/Command"),
        .testTarget(name: "EndToEndTests", dependencies: ["TestSupport", "command-probe", "record-probe", "thresh"]),
        .executableTarget(
            name: "channel-probe",
            dependencies: ["Multiprocessing", "MultiprocessingNetwork", "Platform", "ProbeSupport"],
            path: "Tests/Probes/Channel"),
        .testTarget(
            name: "ChannelTests",
            dependencies: ["Multiprocessing", "MultiprocessingNetwork", "TestSupport", "channel-probe"]),
        .testTarget(name: "ReferenceTests", dependencies: ["TestSupport"]),
        .testTarget(name: "ThreshPatternsTests", dependencies: ["ThreshPatterns", "Thresh"]),
        .testTarget(
            name: "ThreshQueriesTests", dependencies: ["ThreshQueries", "ThreshLogs", "Thresh"]),
        .testTarget(
            name: "ThreshLogsTests", dependencies: ["CThresh", "ThreshLogs", "Thresh", "TestSupport"],
            exclude: ["Corpus"]),
    ]
)
