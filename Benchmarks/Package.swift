// swift-tools-version: 6.2

import PackageDescription

// What the speed table measures of digitd: a package of its own, so that building digitd stays light.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "digitd", path: "..")],
    targets: [
        .executableTarget(
            name: "EngineBench",
            dependencies: [.product(name: "NeuralNetwork", package: "digitd")],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]
        )
    ]
)
