using Bantam.Model;

namespace Bantam.Costs;

/// <summary>The loops of a layer that multiplies activations by weights: what reuse of data depends on.</summary>
/// <remarks>
/// A matrix product [m, k]·[k, n] is the convolution of an image of m pixels, one below the other, with a window of one
/// pixel from k to n channels, so one record serves both. Groups are independent: all sizes are those of one group.
/// </remarks>
public sealed record LayerLoops
{
    /// <summary>The independent groups of channels, from 1; a depthwise convolution has one for each channel.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Input height.</summary>
    public required int InputRows { get; init; }

    /// <summary>Input width.</summary>
    public int InputWidth { get; init; } = 1;

    /// <summary>Input channels of a group.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Output height.</summary>
    public required int OutputRows { get; init; }

    /// <summary>Output width.</summary>
    public int OutputWidth { get; init; } = 1;

    /// <summary>Output channels of a group.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>The rows of the input that a window spans, dilation included.</summary>
    public int WindowRows { get; init; } = 1;

    /// <summary>The weights of a window in one channel.</summary>
    public int WindowElements { get; init; } = 1;

    /// <summary>The rows from one window to the next.</summary>
    public int StrideRows { get; init; } = 1;

    /// <summary>The input elements of all groups.</summary>
    public long InputElements => checked((long)Groups * InputRows * InputWidth * InputChannels);

    /// <summary>The weights of all groups, without biases.</summary>
    public long WeightElements => checked((long)Groups * OutputChannels * WindowElements * InputChannels);

    /// <summary>The output elements of all groups.</summary>
    public long OutputElements => checked((long)Groups * OutputRows * OutputWidth * OutputChannels);

    /// <summary>The multiply-accumulates, positions of windows that hang over the edge included.</summary>
    public long Macs => checked(OutputElements * WindowElements * InputChannels);

    /// <summary>The loops of a matrix product [m, k]·[k, n].</summary>
    /// <param name="m">Rows of the result, from 1.</param>
    /// <param name="n">Columns of the result, from 1.</param>
    /// <param name="k">The terms of each sum, from 1.</param>
    /// <returns>The loops; the left factor is the input, the right one the weights.</returns>
    public static LayerLoops OfProduct(int m, int n, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return new LayerLoops { InputRows = m, InputChannels = k, OutputRows = m, OutputChannels = n };
    }

    /// <summary>The loops of a node for one sample.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The loops; null unless it is a convolution or a dense layer.</returns>
    public static LayerLoops? Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Shape input = node.Inputs[0].Type.Shape;
        return node.Op switch
        {
            Dense => OfProduct(1, node.SampleShape[^1], input[^1]),
            Conv2d op => OfWindow(op.Geometry(input, node.Inputs[1].Type.Shape), op.Groups),
            DepthwiseConv2d op => OfWindow(op.Geometry(input, node.Inputs[1].Type.Shape), input[^1]),
            _ => null,
        };
    }

    /// <summary>The input rows that some output rows need.</summary>
    /// <param name="outputRows">Output rows below one another, from 1.</param>
    /// <returns>The rows, padding left out where it would exceed the input.</returns>
    public int InputRowsFor(int outputRows) => (int)Math.Min(InputRows, ((outputRows - 1L) * StrideRows) + WindowRows);

    private static LayerLoops OfWindow(WindowGeometry g, int groups) => new()
    {
        Groups = groups,
        InputRows = g.InputHeight,
        InputWidth = g.InputWidth,
        InputChannels = g.InputChannels / groups,
        OutputRows = g.OutputHeight,
        OutputWidth = g.OutputWidth,
        OutputChannels = g.OutputChannels / groups,
        WindowRows = ((g.KernelHeight - 1) * g.DilationHeight) + 1,
        WindowElements = g.KernelHeight * g.KernelWidth,
        StrideRows = g.StrideHeight,
    };
}
