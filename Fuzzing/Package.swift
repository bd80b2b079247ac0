// swift-tools-version: 6.2

import PackageDescription

// What libFuzzer runs: a package of its own, so that building digitd stays light. Scripts/fuzz.sh builds it with the
// instrumentation it needs.
let swiftSettings: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]

/// A fuzzer that uses these targets of digitd.
func fuzzer(_ name: String, _ parts: Target.Dependency...) -> Target {
    .executableTarget(name: name, dependencies: ["FuzzDriver"] + parts, swiftSettings: swiftSettings)
}

let parts = Target.Dependency.product(name: "Parts", package: "digitd")

let package = Package(
    name: "Fuzzing",
    dependencies: [
        .package(name: "digitd", path: ".."),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        .target(name: "FuzzDriver", swiftSettings: swiftSettings),
        fuzzer("PNGFuzzer", parts),
        fuzzer("ModelFuzzer", parts),
        fuzzer("IDXFuzzer", parts),
        // The settings belong to the program, not to a library: Sources/SettingsFuzzer has links to them.
        fuzzer(
            "SettingsFuzzer",
            parts,
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "Logging", package: "swift-log")
        ),
    ]
)
