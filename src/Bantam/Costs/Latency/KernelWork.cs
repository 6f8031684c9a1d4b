using Bantam.Model;

namespace Bantam.Costs;

/// <summary>What a kernel of generated code does, in the amounts that its loops count.</summary>
/// <param name="Terms">Passes of the innermost loop: terms of sums, elements of windows. Window positions outside of the image are skipped.</param>
/// <param name="Runs">Entries into the innermost loop: terms that lie one behind the other.</param>
/// <param name="Outputs">Output elements, each rounded back to 8 bits.</param>
/// <param name="Pixels">Output pixels.</param>
public readonly record struct KernelWork(double Terms, double Runs, double Outputs, double Pixels)
{
    /// <summary>The kernel that computes a node on a device.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The kernel; null if generated code has none for the op.</returns>
    public static KernelKind? KernelOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Op switch
        {
            Conv2d { Groups: 1 } => KernelKind.Conv2d,
            DepthwiseConv2d => KernelKind.DepthwiseConv2d,
            Dense => KernelKind.Dense,
            Add => KernelKind.Add,
            MaxPool => KernelKind.MaxPool,
            AveragePool => KernelKind.AveragePool,
            GlobalAveragePool or Mean => KernelKind.Mean,
            Softmax => KernelKind.Softmax,
            Relu or Relu6 or BoundedRelu or LeakyRelu or Elu or Sigmoid or Tanh or HardSwish => KernelKind.Table,
            _ => null,
        };
    }

    /// <summary>Counts the work of a node for one sample.</summary>
    /// <param name="node">The node.</param>
    /// <param name="channelBlock">The output channels that the kernel computes together; a last round that is not full counts as full.</param>
    /// <returns>The work.</returns>
    public static KernelWork Of(Node node, int channelBlock = 1)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentOutOfRangeException.ThrowIfLessThan(channelBlock, 1);
        Shape input = node.Inputs[0].Type.Shape;
        return node.Op switch
        {
            Conv2d op => Convolution(op.Geometry(input, node.Inputs[1].Type.Shape), channelBlock),
            DepthwiseConv2d op => Windows(op.Geometry(input, node.Inputs[1].Type.Shape), channelBlock),
            MaxPool op => Windows(op.Geometry(input), channelBlock),
            AveragePool op => Windows(op.Geometry(input), channelBlock),
            Dense => Products(input[^1], node.SampleShape.Count, channelBlock),
            GlobalAveragePool or Mean => new KernelWork(ElementsOf(node), node.SampleShape.Count, node.SampleShape.Count, 1),
            Softmax => new KernelWork(node.SampleShape.Count, 0, node.SampleShape.Count, (double)node.SampleShape.Count / node.SampleShape[^1]),
            _ => new KernelWork(0, 0, node.SampleShape.Count, 0),
        };
    }

    private static double ElementsOf(Node node) => node.Activations.Sum(value => (double)value.SampleShape.Count);

    private static KernelWork Products(double terms, double outputs, int block)
    {
        double rounds = Math.Ceiling(outputs / block);
        return new KernelWork(terms * rounds * block, rounds, rounds * block, 1);
    }

    private static KernelWork Convolution(in WindowGeometry g, int block)
    {
        double rounds = Math.Ceiling((double)g.OutputChannels / block);
        double rows = Inside(g.OutputHeight, g.InputHeight, g.KernelHeight, new Steps(g.StrideHeight, g.DilationHeight, g.PadTop));
        double columns = Inside(g.OutputWidth, g.InputWidth, g.KernelWidth, new Steps(g.StrideWidth, g.DilationWidth, g.PadLeft));
        double channels = g.InputChannels / g.Groups;
        return new KernelWork(rows * columns * channels * rounds * block, rows * g.OutputWidth * rounds, g.OutputPixels * rounds * block, g.OutputPixels);
    }

    private static KernelWork Windows(in WindowGeometry g, int block)
    {
        double rounds = Math.Ceiling((double)g.OutputChannels / block);
        double rows = Inside(g.OutputHeight, g.InputHeight, g.KernelHeight, new Steps(g.StrideHeight, g.DilationHeight, g.PadTop));
        double columns = Inside(g.OutputWidth, g.InputWidth, g.KernelWidth, new Steps(g.StrideWidth, g.DilationWidth, g.PadLeft));
        return new KernelWork(rows * columns * rounds * block, rows * g.OutputWidth * rounds, g.OutputPixels * rounds * block, g.OutputPixels);
    }

    /// <summary>The positions of all windows along one axis that lie inside of the image.</summary>
    private static long Inside(int outputs, int inputs, int kernel, Steps steps)
    {
        long inside = 0;
        for (int output = 0; output < outputs; output++)
        {
            for (int tap = 0; tap < kernel; tap++)
            {
                int position = (output * steps.Stride) - steps.Padding + (tap * steps.Dilation);
                inside += position >= 0 && position < inputs ? 1 : 0;
            }
        }

        return inside;
    }

    private readonly record struct Steps(int Stride, int Dilation, int Padding);
}
