using Bantam.Model;

namespace Bantam.Bench;

/// <summary>A network that is measured.</summary>
/// <param name="Name">Its name in rows.</param>
/// <param name="Input">The shape of a sample.</param>
/// <param name="Classes">The number of outputs.</param>
/// <param name="ZooName">Its name in the library.</param>
internal sealed record BenchNetwork(string Name, Shape Input, int Classes, string ZooName)
{
    /// <summary>From the smallest to the largest.</summary>
    public static IReadOnlyList<BenchNetwork> All { get; } =
    [
        new("tiny-mlp", new Shape(16), 4, "tiny-mlp"),
        new("mlp", new Shape(784), 10, "mlp"),
        new("lenet", new Shape(28, 28, 1), 10, "lenet"),
        new("resnet8", new Shape(32, 32, 3), 10, "resnet8"),
        new("ds-cnn", new Shape(49, 10, 1), 12, "ds-cnn-s"),
        new("mobilenet-v1-025", new Shape(96, 96, 3), 2, "mobilenet-v1-025"),
    ];

    /// <summary>The network with random values and with padding that every peer can do.</summary>
    public Graph Create() => EvenPadding.Apply(Bantam.Model.Networks.Create(ZooName, Input, Classes).WithSeed(1));
}
