using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Turns a quantized graph into a plan: every decision about codes, constants and memory is made here.</summary>
/// <remarks>
/// Expects what quantization leaves behind: each activation that ops read went through a <see cref="FakeQuantize"/>, or
/// only moves codes of one that did. Batch is 1.
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
            case Conv2d { Groups: not 1 }:
                throw new UnsupportedException($"Node '{node.Name}' is a convolution in groups, which has no int8 form yet. Use a depthwise and a 1x1 convolution, or run the network in Float32.");
            case Conv2d { Dilation: var dilation } when dilation != 1:
                throw new UnsupportedException($"Node '{node.Name}' is a dilated convolution, which has no int8 form yet. Use a larger window or a stride, or run the network in Float32.");
            case Add when node.Inputs[0].SampleShape != node.Inputs[1].SampleShape:
                throw new UnsupportedException($"Node '{node.Name}' adds {node.Inputs[0]} and {node.Inputs[1]}, whose shapes differ; int8 additions need equal ones. Run the network in Float32.");
            case Conv2d op:
                LowerConvolution(node, op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape), builder);
                break;
            case DepthwiseConv2d op:
                LowerConvolution(node, op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape), builder);
                break;
            case Dense:
                LowerDense(node, builder);
                break;
            case Add op:
                builder.Add(node, output => new AddStep(
                    node.Name,
                    builder.InputsOf(node),
                    output,
                    AddInt8Parameters.Prepare(builder.CodesOf(node.Inputs[0]), builder.CodesOf(node.Inputs[1]), builder.CodesOf(node), op.Activation, builder.Rounding)));
                break;
            case MaxPool op:
                LowerPool(node, op.Geometry(node.Inputs[0].Type.Shape), isMax: true, builder);
                break;
            case AveragePool op:
                LowerPool(node, op.Geometry(node.Inputs[0].Type.Shape), isMax: false, builder);
                break;
            case GlobalAveragePool:
                LowerMean(node, builder);
                break;
            case Softmax:
                LowerSoftmax(node, builder);
                break;
            case Relu:
                LowerClamp(node, Activation.Relu, builder);
                break;
            case Relu6:
                LowerClamp(node, Activation.Relu6, builder);
                break;
            case Sigmoid:
                LowerTable(node, TableInt8.Of(builder.CodesOf(node.Inputs[0]), builder.CodesOf(node), builder.Rounding, x => 1 / (1 + PortableMath.Exp(-x))), builder);
                break;
            default:
                throw new UnsupportedException($"Node '{node.Name}' is {node.Op.Name}, which has no int8 form yet. {Advice(node.Op)}");
        }
    }

    private static string Advice(Op op) => op is BatchNorm
        ? "A batch normalization is folded into a convolution or dense layer next to it; place it directly after one."
        : "Replace it by convolutions, dense layers, additions, pooling, ReLU, ReLU6, sigmoid or softmax, or run the network in Float32.";

    private static void LowerConvolution(Node node, WindowGeometry geometry, PlanBuilder builder)
    {
        bool isDepthwise = node.Op is DepthwiseConv2d;
        LinearConstants constants = LinearLowering.Constants(node, builder, isDense: false);
        builder.Add(node, output => isDepthwise
            ? new DepthwiseStep(node.Name, builder.InputsOf(node), output, geometry, constants)
            : new ConvolutionStep(node.Name, builder.InputsOf(node), output, geometry, constants));
    }

    private static void LowerDense(Node node, PlanBuilder builder)
    {
        LinearConstants constants = LinearLowering.Constants(node, builder, isDense: true);
        builder.Add(node, output => new DenseStep(node.Name, builder.InputsOf(node), output, node.Inputs[0].SampleShape.Count, constants));
    }

    private static void LowerPool(Node node, WindowGeometry geometry, bool isMax, PlanBuilder builder)
    {
        QuantizationParameters codes = builder.CodesOf(node.Inputs[0]);
        PoolInt8Range range = PoolInt8Range.Prepare(codes, codes, Activation.None, builder.Rounding);
        builder.AddKeepingCodes(node, codes, output => new PoolStep(node.Name, builder.InputsOf(node), output, geometry, range, isMax));
    }

    private static void LowerSoftmax(Node node, PlanBuilder builder)
    {
        int columns = node.SampleShape[^1];
        SoftmaxInt8.RequireColumns(columns);
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(builder.CodesOf(node.Inputs[0]).Scale);
        builder.Add(node, output => new SoftmaxStep(node.Name, builder.InputsOf(node), output, columns, parameters));
    }

    private static void LowerMean(Node node, PlanBuilder builder)
    {
        Shape input = node.Inputs[0].SampleShape;
        int pixels = input[0] * input[1];
        MeanInt8Parameters parameters = MeanInt8Parameters.Prepare(builder.CodesOf(node.Inputs[0]), builder.CodesOf(node), pixels, builder.Rounding);
        builder.Add(node, output => new MeanStep(node.Name, builder.InputsOf(node), output, pixels, parameters));
    }

    /// <summary>An activation that no layer could fuse is a change of codes and a clamp.</summary>
    private static void LowerClamp(Node node, Activation activation, PlanBuilder builder)
    {
        RequantizeInt8Parameters parameters = RequantizeInt8Parameters.Prepare(builder.CodesOf(node.Inputs[0]), builder.CodesOf(node), activation, builder.Rounding);
        LowerTable(node, TableInt8.Of(code => parameters.Output.From(code + parameters.InputOffset, parameters.Multiplier)), builder);
    }

    private static void LowerTable(Node node, TableInt8 table, PlanBuilder builder) =>
        builder.Add(node, output => new TableStep(node.Name, builder.InputsOf(node), output, table));
}
