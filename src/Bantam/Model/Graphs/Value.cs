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

    /// <summary>Element type and shape; for inputs and for nodes with the batch as first axis, which is 1 in graphs that take any batch.</summary>
    public TensorType Type { get; }

    /// <summary>The shape of one sample: without the batch axis.</summary>
    public Shape SampleShape => Type.Shape.WithoutBatch();

    /// <summary>Name and type, for messages.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} : {Type}";
}

/// <summary>An input of a graph.</summary>
/// <param name="name">The name, unique within the graph.</param>
/// <param name="sampleShape">The shape of one sample, for images HWC.</param>
/// <param name="batch">The length of the first axis: 1 where the graph takes any batch. An imported graph whose ops mix the
/// first axis with others declares its true length, and runs at that length only.</param>
public sealed class GraphInput(string name, Shape sampleShape, int batch = 1)
    : Value(name, new TensorType(ElementType.Float32, sampleShape.WithBatch(batch)))
{
    /// <summary>Makes the input of a graph that has one.</summary>
    /// <param name="sampleShape">The shape of one sample, for images HWC.</param>
    public GraphInput(Shape sampleShape)
        : this("input", sampleShape)
    {
    }
}

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
        : this(name, new TensorType(ElementType.Float32, shape), initializer, isTrainable)
    {
    }

    /// <summary>Declares a parameter of any element type: the integers of a quantized network.</summary>
    /// <param name="name">The name, unique within the graph.</param>
    /// <param name="type">Element type and shape.</param>
    /// <param name="initializer">What the values are before training.</param>
    /// <param name="isTrainable">Whether an optimizer changes it; false for integers.</param>
    /// <exception cref="ArgumentException">Integers are declared as trainable.</exception>
    public Parameter(string name, TensorType type, Initializer initializer, bool isTrainable)
        : base(name, type)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        if (isTrainable && !type.Element.IsFloat)
        {
            throw new ArgumentException($"Parameter '{name}' is {type}, and no optimizer can change integers. Declare it as not trainable.", nameof(isTrainable));
        }

        Initializer = initializer;
        IsTrainable = isTrainable;
    }

    /// <summary>The shape.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>What the values are before training.</summary>
    public Initializer Initializer { get; }

    /// <summary>Whether an optimizer changes it: neither running statistics nor the integers of a quantized network.</summary>
    public bool IsTrainable { get; }

    /// <summary>Whether its values count as parameters of the network: all but running statistics.</summary>
    public bool IsCounted => IsTrainable || !Type.Element.IsFloat;
}
