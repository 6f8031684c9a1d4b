using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The C text of one step: its constants, its call, and the kernels that the call needs.</summary>
internal sealed record StepSource(IReadOnlyList<string> Kernels, Action<CText> Constants, string Call)
{
    private static readonly string[] s_requantizing = ["requantize", "output"];

    /// <summary>Writes a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">The C identifier under which its constants go.</param>
    /// <param name="input">The C expressions of what it reads.</param>
    /// <param name="output">The buffer that it writes and the C expression for it.</param>
    public static StepSource Of(PlanStep step, string name, IReadOnlyList<string> input, (PlanBuffer Buffer, string Expression) output) => Obstacle(step, output.Buffer) is { } obstacle
        ? throw new UnsupportedException($"Step '{step.Name}' has no C form yet: {obstacle}. Run the network on the host.")
        : Written(step, name, input, output);

    /// <summary>What a step has that no C kernel knows; null where there is nothing.</summary>
    private static string? Obstacle(PlanStep step, PlanBuffer output) => step switch
    {
        _ when output.Element != ElementType.Int8 => $"its output has {output.Element} codes",
        WindowStep { Geometry.Batch: not 1 } => "it works on several images at once",
        DepthwiseStep s when s.Geometry.DilationHeight != 1 || s.Geometry.DilationWidth != 1 => "its window is dilated",
        DenseStep { Rows: not 1 } => "it has several rows",
        PairStep { Shapes: not null } => "the shapes of its inputs differ",
        MoveStep s when s.Moves.Any(move => move.Lengths.Length > MoveStep.AxesInC) => $"it moves along more than {MoveStep.AxesInC} axes",
        MeanStep s when s.Channels != output.Bytes => "it averages over axes within others",
        _ => null,
    };

    private static StepSource Written(PlanStep step, string name, IReadOnlyList<string> input, (PlanBuffer Buffer, string Expression) output) => step switch
    {
        ConvolutionStep { IsPlain: false } s => Grouped(s, name, input[0], output.Expression),
        ConvolutionStep s => Windowed("convolution", s.Geometry, s.Constants, name, input[0], output.Expression),
        DepthwiseStep s when s.Geometry.OutputChannels != s.Geometry.InputChannels => Windowed("depthwise_multiplied", s.Geometry, s.Constants, name, input[0], output.Expression),
        DepthwiseStep s => Windowed("depthwise", s.Geometry, s.Constants, name, input[0], output.Expression),
        DenseStep s => new(
            [.. s_requantizing, "convolution", "dense"],
            text => text.Layer(name, s.Constants),
            $"bantam_dense({s.InputCount}, {s.Constants.Bias.Length}, &{name}, {input[0]}, {output.Expression});"),
        AddStep { Parameters.Subtracts: true } s => new(
            [.. s_requantizing, "subtract"],
            text => Sum(text, "bantam_difference", name, s.Parameters),
            $"bantam_subtract({output.Buffer.Bytes}, &{name}, {input[0]}, {input[1]}, {output.Expression});"),
        MultiplyStep s => new(
            [.. s_requantizing, "multiply"],
            text => Product(text, name, s.Parameters),
            $"bantam_multiply({output.Buffer.Bytes}, &{name}, {input[0]}, {input[1]}, {output.Expression});"),
        MoveStep s => Moved(s, name, input, output),
        AddStep s => new(
            [.. s_requantizing, "add"],
            text => Sum(text, "bantam_sum", name, s.Parameters),
            $"bantam_add({output.Buffer.Bytes}, &{name}, {input[0]}, {input[1]}, {output.Expression});"),
        PoolStep s => new(
            [s.IsMax ? "max_pool" : "average_pool"],
            text => text.Window($"{name}_window", s.Geometry),
            $"bantam_{(s.IsMax ? "max_pool" : "average_pool")}(&{name}_window, {s.Range.Min}, {s.Range.Max}, {input[0]}, {output.Expression});"),
        MeanStep s => new(
            [.. s_requantizing, "mean"],
            text => Mean(text, name, s, output.Buffer.Bytes),
            $"bantam_mean(&{name}, {input[0]}, {output.Expression});"),
        SoftmaxStep s => new(
            ["softmax"],
            text => text.Array("int32_t", name, s.Parameters.Exponentials.AsSpan()),
            $"bantam_softmax({output.Buffer.Bytes / s.Columns}, {s.Columns}, {name}, {input[0]}, {output.Expression});"),
        TableStep s => new(
            ["table"],
            text => text.Array("int8_t", name, s.Table.Values.AsSpan()),
            $"bantam_table({output.Buffer.Bytes}, {name}, {input[0]}, {output.Expression});"),
        _ => throw new UnsupportedException($"Step '{step.Name}' has a kind that the C writer does not know: {step.GetType().Name}."),
    };

    private static StepSource Windowed(string kernel, WindowGeometry geometry, LinearConstants constants, string name, string input, string output) => new(
        [.. s_requantizing, kernel],
        text =>
        {
            text.Window($"{name}_window", geometry);
            text.Layer(name, constants);
        },
        $"bantam_{kernel}(&{name}_window, &{name}, {input}, {output});");

    private static StepSource Grouped(ConvolutionStep s, string name, string input, string output) => new(
        [.. s_requantizing, "grouped_convolution"],
        text =>
        {
            WindowGeometry g = s.Geometry;
            text.Line($"static const bantam_grouped_window {name}_window = {{");
            text.Line($"    {{ {g.InputHeight}, {g.InputWidth}, {g.InputChannels}, {g.OutputHeight}, {g.OutputWidth}, {g.OutputChannels},");
            text.Line($"      {g.KernelHeight}, {g.KernelWidth}, {g.StrideHeight}, {g.StrideWidth}, {g.PadTop}, {g.PadLeft} }},");
            text.Line($"    {g.DilationHeight}, {g.DilationWidth}, {g.Groups}");
            text.Line("};");
            text.Layer(name, s.Constants);
        },
        $"bantam_grouped_convolution(&{name}_window, &{name}, {input}, {output});");

    private static StepSource Moved(MoveStep s, string name, IReadOnlyList<string> input, (PlanBuffer Buffer, string Expression) output)
    {
        IEnumerable<string> calls = s.Moves.Select((move, i) =>
            $"bantam_move({name}_axes[{i}], {input[i]} + {move.Source.Offset}, {output.Expression} + {move.Target.Offset});");
        return new(
            s.Fill is null ? ["move"] : ["move", "fill"],
            text => Axes(text, name, s),
            string.Join(" ", s.Fill is { } fill ? calls.Prepend($"bantam_fill({output.Buffer.Bytes}, {fill}, {output.Expression});") : calls));
    }

    /// <summary>Missing axes have length 1.</summary>
    private static void Axes(CText text, string name, MoveStep s)
    {
        text.Line($"static const bantam_axis {name}_axes[{s.Moves.Length}][{MoveStep.AxesInC}] = {{");
        foreach (StridedMove move in s.Moves)
        {
            IEnumerable<string> missing = Enumerable.Repeat("{1, 0, 0}", MoveStep.AxesInC - move.Lengths.Length);
            IEnumerable<string> axes = move.Lengths.Select((length, axis) => $"{{{length}, {move.Source.Strides[axis]}, {move.Target.Strides[axis]}}}");
            text.Line($"    {{{string.Join(", ", missing.Concat(axes))}}},");
        }

        text.Line("};");
    }

    private static void Product(CText text, string name, MultiplyInt8Parameters p)
    {
        text.Line($"static const bantam_product {name} = {{");
        text.Line($"    {p.LeftOffset}, {p.RightOffset}, {p.Multiplier.Multiplier}, {p.Multiplier.Shift}, {CText.Output(p.Output)}");
        text.Line("};");
    }

    private static void Sum(CText text, string type, string name, AddInt8Parameters p)
    {
        text.Line($"static const {type} {name} = {{");
        text.Line($"    {p.LeftOffset}, {p.LeftMultiplier.Multiplier}, {p.LeftMultiplier.Shift},");
        text.Line($"    {p.RightOffset}, {p.RightMultiplier.Multiplier}, {p.RightMultiplier.Shift},");
        text.Line($"    {p.OutputMultiplier.Multiplier}, {p.OutputMultiplier.Shift}, {CText.Output(p.Output)}");
        text.Line("};");
    }

    private static void Mean(CText text, string name, MeanStep step, int channels)
    {
        MeanInt8Parameters p = step.Parameters;
        text.Line($"static const bantam_average {name} = {{");
        text.Line($"    {step.Pixels}, {channels}, {p.InputZeroPoint}, {p.Multiplier.Multiplier}, {p.Multiplier.Shift}, {CText.Output(p.Output)}");
        text.Line("};");
    }
}
