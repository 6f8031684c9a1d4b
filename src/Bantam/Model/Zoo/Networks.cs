namespace Bantam.Model;

/// <summary>The networks that can be asked for by name.</summary>
public static class Networks
{
    private static readonly Shape s_digit = [28, 28, 1];
    private static readonly Shape s_thumbnail = [32, 32, 3];
    private static readonly Shape s_photo = [224, 224, 3];
    private static readonly Shape s_person = [96, 96, 3];
    private static readonly Shape s_keyword = [49, 10, 1];
    private static readonly Shape s_wakeWord = [30, 1, 40];
    private static readonly Shape s_machine = [640];

    private static readonly NamedNetwork[] s_networks =
    [
        new("mlp", s_digit, 10, (input, outputs) => Mlps.Mlp(input, [256, 128], outputs)),
        new("tiny-mlp", s_digit, 10, (input, outputs) => Mlps.Mlp(input, [32], outputs)),
        new("lenet", s_digit, 10, LeNets.LeNet),
        new("lenet5", s_digit, 10, LeNets.LeNet5),
        new("lenet-300-100", s_digit, 10, LeNets.LeNet300100),
        new("tfc", s_digit, 10, (input, outputs) => BinaryNetworks.FullyConnected(input, outputs, 64)),
        new("sfc", s_digit, 10, (input, outputs) => BinaryNetworks.FullyConnected(input, outputs, 256)),
        new("lfc", s_digit, 10, (input, outputs) => BinaryNetworks.FullyConnected(input, outputs, 1024)),
        new("cnv", s_thumbnail, 10, BinaryNetworks.Cnv),
        new("resnet8", s_thumbnail, 10, ResNets.ResNet8),
        new("resnet20", s_thumbnail, 10, (input, outputs) => ResNets.ForSmallImages(input, outputs, 20)),
        new("resnet32", s_thumbnail, 10, (input, outputs) => ResNets.ForSmallImages(input, outputs, 32)),
        new("resnet44", s_thumbnail, 10, (input, outputs) => ResNets.ForSmallImages(input, outputs, 44)),
        new("resnet56", s_thumbnail, 10, (input, outputs) => ResNets.ForSmallImages(input, outputs, 56)),
        new("resnet110", s_thumbnail, 10, (input, outputs) => ResNets.ForSmallImages(input, outputs, 110)),
        new("resnet18", s_photo, 1000, ResNets.ResNet18),
        new("resnet34", s_photo, 1000, ResNets.ResNet34),
        new("resnet50", s_photo, 1000, (input, outputs) => ResNets.ResNet50(input, outputs)),
        new("resnet50-v1.5", s_photo, 1000, (input, outputs) => ResNets.ResNet50(input, outputs, ResNetVersion.V15)),
        new("resnet101", s_photo, 1000, (input, outputs) => ResNets.ResNet101(input, outputs)),
        new("resnet101-v1.5", s_photo, 1000, (input, outputs) => ResNets.ResNet101(input, outputs, ResNetVersion.V15)),
        new("resnet152", s_photo, 1000, (input, outputs) => ResNets.ResNet152(input, outputs)),
        new("resnet152-v1.5", s_photo, 1000, (input, outputs) => ResNets.ResNet152(input, outputs, ResNetVersion.V15)),
        new("resnext50", s_photo, 1000, ResNets.ResNeXt50),
        new("resnext101", s_photo, 1000, ResNets.ResNeXt101),
        new("alexnet", [227, 227, 3], 1000, (input, outputs) => ClassicNetworks.AlexNet(input, outputs)),
        new("alexnet-single", [227, 227, 3], 1000, (input, outputs) => ClassicNetworks.AlexNet(input, outputs, groups: 1)),
        new("vgg16", s_photo, 1000, ClassicNetworks.Vgg16),
        new("googlenet", s_photo, 1000, Inceptions.GoogLeNet),
        new("inception-v3", [299, 299, 3], 1000, Inceptions.InceptionV3),
        new("densenet40", s_thumbnail, 10, DenseNets.DenseNet40),
        new("densenet121", s_photo, 1000, DenseNets.DenseNet121),
        new("densenet169", s_photo, 1000, DenseNets.DenseNet169),
        new("densenet201", s_photo, 1000, DenseNets.DenseNet201),
        new("mobilenet-v1", s_photo, 1000, (input, outputs) => MobileNets.MobileNetV1(input, outputs)),
        new("mobilenet-v1-025", s_person, 2, MobileNets.MobileNetV1Quarter),
        new("mobilenet-v2", s_photo, 1000, (input, outputs) => MobileNets.MobileNetV2(input, outputs)),
        new("ds-cnn", s_keyword, 12, KeywordNetworks.DsCnnSmall),
        new("ds-cnn-s", s_keyword, 12, KeywordNetworks.DsCnnSmall),
        new("ds-cnn-m", s_keyword, 12, KeywordNetworks.DsCnnMedium),
        new("ds-cnn-l", s_keyword, 12, KeywordNetworks.DsCnnLarge),
        new("kws-ref", s_keyword, 12, MlperfTinyNetworks.KeywordSpotting),
        new("vww-ref", s_person, 2, MlperfTinyNetworks.VisualWakeWords),
        new("ad-ref", s_machine, 640, (input, _) => MlperfTinyNetworks.AnomalyDetection(input)),
        new("ic-ref", s_thumbnail, 10, MlperfTinyNetworks.ImageClassification),
        new("sww-ref", s_wakeWord, 3, MlperfTinyNetworks.StreamingWakeWord),
        new("autoencoder", s_machine, 640, (input, _) => Mlps.Autoencoder(input, hidden: 32, bottleneck: 8)),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_networks.Select(network => network.Name)];

    /// <summary>Makes a network for the samples and outputs of its source, for example 224×224×3 and 1000.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The network, not trained. No parameter has a value yet.</returns>
    /// <exception cref="UnknownNameException">There is no network of this name.</exception>
    public static Graph Create(string name)
    {
        NamedNetwork network = Named(name);
        return network.Create(network.Input, network.Outputs);
    }

    /// <summary>Makes a network for given data.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="outputs">The number of outputs; an autoencoder has as many as inputs instead.</param>
    /// <returns>The network, not trained.</returns>
    /// <exception cref="UnknownNameException">There is no network of this name.</exception>
    /// <exception cref="ShapeException">The network does not fit such samples.</exception>
    public static Graph Create(string name, Shape input, int outputs) => Named(name).Create(input, outputs);

    private static NamedNetwork Named(string name) =>
        Array.Find(s_networks, network => network.Name == name) ?? throw new UnknownNameException("network", name, Names);

    private sealed record NamedNetwork(string Name, Shape Input, int Outputs, Func<Shape, int, Graph> Create);
}
