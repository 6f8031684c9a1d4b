namespace Bantam.Model;

/// <summary>The networks that can be asked for by name.</summary>
public static class Networks
{
    private static readonly (string Name, Func<Shape, int, Graph> Create)[] s_networks =
    [
        ("mlp", (input, outputs) => Mlps.Mlp(input, [256, 128], outputs)),
        ("tiny-mlp", (input, outputs) => Mlps.Mlp(input, [32], outputs)),
        ("lenet", LeNets.LeNet),
        ("lenet5", LeNets.LeNet5),
        ("lenet-300-100", LeNets.LeNet300100),
        ("resnet8", ResNets.ResNet8),
        ("mobilenet-v1-025", MobileNets.MobileNetV1Quarter),
        ("ds-cnn-s", MobileNets.DsCnnSmall),
        ("autoencoder", (input, _) => Mlps.Autoencoder(input, hidden: 32, bottleneck: 8)),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_networks.Select(network => network.Name)];

    /// <summary>Makes a network for given data.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="outputs">The number of outputs; an autoencoder has as many as inputs instead.</param>
    /// <returns>The network, not trained.</returns>
    /// <exception cref="UnknownNameException">There is no network of this name.</exception>
    /// <exception cref="ShapeException">The network does not fit such samples.</exception>
    public static Graph Create(string name, Shape input, int outputs)
    {
        foreach ((string known, Func<Shape, int, Graph> create) in s_networks)
        {
            if (known == name)
            {
                return create(input, outputs);
            }
        }

        throw new UnknownNameException("network", name, Names);
    }
}
