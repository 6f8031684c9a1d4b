namespace Bantam.Model;

/// <summary>Something that nodes of a graph read: the input, a parameter, or the output of a node.</summary>
/// <remarks>Immutable, and identified by reference: graphs that a pass made from one another share the values that did not change.</remarks>
public abstract class Value
{
    private protected Value(string name, TensorType type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Type = type;
    }

    /// <summary>The name, unique within a graph.</summary>
    public string Name { get; }

    /// <summary>Element type and shape; for the input and for nodes with a batch of 1 as first axis.</summary>
    public TensorType Type { get; }

    /// <summary>The shape of one sample: without the batch axis.</summary>
    public Shape SampleShape => Type.Shape.WithoutBatch();

    /// <summary>Name and type, for messages.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} : {Type}";
}

/// <summary>The input of a graph.</summary>
/// <param name="sampleShape">The shape of one sample, for images HWC.</param>
public sealed class GraphInput(Shape sampleShape) : Value("input", new TensorType(ElementType.Float32, sampleShape.WithBatch(1)));

/// <summary>A tensor that belongs to the network: learned, or (not trainable) a running statistic.</summary>
/// <remarks>Only the declaration: values live in a <see cref="ParameterStore"/> and appear on first use, so that counting a large network allocates nothing.</remarks>
public sealed class Parameter : Value
{
    /// <summary>Declares a parameter.</summary>
    /// <param name="name">The name, unique within the graph, for example <c>conv1.weight</c>.</param>
    /// <param name="shape">The shape; weights OHWI or [outputs, inputs].</param>
    /// <param name="initializer">What the values are before training.</param>
    /// <param name="isTrainable">Whether an optimizer changes it; false for running statistics.</param>
    public Parameter(string name, Shape shape, Initializer initializer, bool isTrainable = true)
        : base(name, new TensorType(ElementType.Float32, shape))
    {
        ArgumentNullException.ThrowIfNull(initializer);
        Initializer = initializer;
        IsTrainable = isTrainable;
    }

    /// <summary>The shape.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>What the values are before training.</summary>
    public Initializer Initializer { get; }

    /// <summary>Whether an optimizer changes it. What is not trainable counts as a statistic, not as a parameter of the network.</summary>
    public bool IsTrainable { get; }
}
