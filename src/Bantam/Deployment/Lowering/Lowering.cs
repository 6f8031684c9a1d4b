using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Turns a quantized graph into a plan: every decision about codes, constants and memory is made here.</summary>
/// <remarks>
/// Expects what quantization leaves behind: each activation that ops read went through a <see cref="FakeQuantize"/>, or
/// only moves codes of one that did. Batch is 1, or what an imported network is bound to.
/// </remarks>
public static class Lowering
{
    /// <summary>Lowers a graph.</summary>
    /// <param name="graph">A quantized network.</param>
    /// <param name="rounding">The rounding profile; that of TFLite Micro where omitted.</param>
    /// <returns>The plan, with the arena laid out.</returns>
    /// <exception cref="UnsupportedException">A node cannot run in int8: the message names it and its op.</exception>
    public static Plan Lower(Graph graph, RoundingProfile rounding = RoundingProfile.Tflm)
    {
        ArgumentNullException.ThrowIfNull(graph);
        PlanBuilder builder = new(graph, rounding);
        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant))
        {
            try
            {
                Lower(node, builder);
            }
            catch (ArgumentException unsuitable)
            {
                throw new UnsupportedException($"Node '{node.Name}' ({node.Op.Name}) cannot run in int8. {unsuitable.Message}");
            }
        }

        return ArenaPlanner.Arrange(builder.Finish());
    }

    private static void Lower(Node node, PlanBuilder builder)
    {
        switch (node.Op)
        {
            case FakeQuantize:
                builder.Quantize(node);
                break;
            case Flatten or Reshape or Squeeze or Unsqueeze or Dropout or DropBlock:
                builder.Alias(node, node.Inputs[0]);
                break;
            case Conv2d op:
                LinearLowering.LowerWindow(node, op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape), builder);
                break;
            case DepthwiseConv2d op:
                LinearLowering.LowerWindow(node, op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape), builder);
                break;
            case ConvTranspose2d op:
                LinearLowering.LowerWindow(node, op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape), builder);
                break;
            case Dense:
                LinearLowering.LowerDense(node, builder);
                break;
            case Add or Subtract or Multiply or Maximum or Minimum or MatMul:
                PairLowering.Lower(node, builder);
                break;
            case MaxPool op:
                LowerPool(node, op.Geometry(node.Inputs[0].Type.Shape), isMax: true, builder);
                break;
            case AveragePool op:
                LowerPool(node, op.Geometry(node.Inputs[0].Type.Shape), isMax: false, builder);
                break;
            case GlobalAveragePool or Mean:
                LowerMean(node, builder);
                break;
            case Resize op:
                LowerResize(node, op, builder);
                break;
            case Pad or Permute or Transpose or Slice or StridedSlice or Concat:
                MoveLowering.Lower(node, builder);
                break;
            case Lstm or Svdf:
                RecurrentLowering.Lower(node, builder);
                break;
            case Softmax or Relu or Relu6 or LeakyRelu or Sigmoid or Tanh or HardSwish or Elu:
                FunctionLowering.Lower(node, builder);
                break;
            default:
                throw new UnsupportedException($"Node '{node.Name}' is {node.Op.Name}, which has no int8 form yet. {Advice(node.Op)}");
        }
    }

    private static string Advice(Op op) => op is BatchNorm
        ? "A batch normalization is folded into a convolution or dense layer next to it; place it directly after one."
        : "Replace it by ops that have one (docs/ops.md lists them), or run the network in Float32.";

    private static void LowerPool(Node node, WindowGeometry geometry, bool isMax, PlanBuilder builder)
    {
        QuantizationParameters codes = builder.CodesOf(node.Inputs[0]);
        PoolInt8Range range = PoolInt8Range.Prepare(codes, codes, Activation.None, builder.Rounding);
        builder.AddKeepingCodes(node, codes, output => new PoolStep(node.Name, builder.InputsOf(node), output, geometry, range, isMax));
    }

    /// <summary>The reduced axes must be neighbors: then the input is [n, pixels, channels].</summary>
    private static void LowerMean(Node node, PlanBuilder builder)
    {
        Shape input = node.Inputs[0].Type.Shape;
        uint reduced = node.Op is Mean mean ? Expect.AxisSet(mean, node.Inputs[0].Type, mean.Axes) : 0b110;
        int first = System.Numerics.BitOperations.TrailingZeroCount(reduced);
        int count = System.Numerics.BitOperations.PopCount(reduced);
        if (reduced >> first != (1u << count) - 1)
        {
            throw new UnsupportedException($"Node '{node.Name}' averages over axes that are not neighbors, which has no integer form. Permute the axes first.");
        }

        int pixels = new Shape(input.Lengths.Slice(first, count)).Count;
        int channels = new Shape(input.Lengths[(first + count)..]).Count;
        MeanInt8Parameters parameters = MeanInt8Parameters.Prepare(builder.CodesOf(node.Inputs[0]), builder.CodesOf(node), pixels, builder.Rounding);
        builder.Add(node, output => new MeanStep(node.Name, builder.InputsOf(node), output, pixels, channels, parameters));
    }

    /// <summary>The forms of TFLite: nearest with corners aligned, half a pixel off, or neither; bilinear with the same three.</summary>
    private static void LowerResize(Node node, Resize op, PlanBuilder builder)
    {
        bool isBilinear = op.Interpolation == Interpolation.Bilinear;
        (bool aligns, bool half)? form = op switch
        {
            { Interpolation: Interpolation.Bicubic } or { HeightScale: not 0 } or { WidthScale: not 0 } => null,
            { Mapping: PixelMapping.AlignCorners } when isBilinear || op.Rounding == PixelRounding.HalfUp => (true, false),
            { Mapping: PixelMapping.Asymmetric } when isBilinear || op.Rounding == PixelRounding.Down => (false, false),
            { Mapping: PixelMapping.HalfPixel } when isBilinear => (false, true),
            { Mapping: PixelMapping.Middle, Rounding: PixelRounding.Down } when !isBilinear => (false, true),
            _ => null,
        };
        if (form is not { } pixels)
        {
            throw new UnsupportedException($"Node '{node.Name}' resizes by {op.Interpolation} with {op.Mapping} and {op.Rounding}, which has no integer form. Use bilinear or nearest pixels as TFLite has them.");
        }

        Shape input = node.Inputs[0].Type.Shape;
        ResizeSizes sizes = new(new Size2d(input[1], input[2]), op.Size, input[3], pixels.aligns, pixels.half);
        builder.AddKeepingCodes(node, builder.CodesOf(node.Inputs[0]), output => new ResizeStep(node.Name, builder.InputsOf(node), output, sizes, isBilinear));
    }
}
