using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A chain of layers that runs row by row: between two layers only the rows lie in memory that the next window still needs.</summary>
/// <param name="Name">The name of the last layer, whose output it writes.</param>
/// <param name="Inputs">The image that the first layer reads, as a whole.</param>
/// <param name="Output">The image that the last layer writes, as a whole.</param>
/// <param name="Stages">The layers, at least two; the buffers between them hold a few rows each.</param>
internal sealed record StreamStep(string Name, ImmutableArray<int> Inputs, int Output, ImmutableArray<StreamStage> Stages)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>Beside the constants of the layers a pointer to each window.</summary>
    public override long ConstantBytes => Stages.Sum(stage => stage.ConstantBytes + sizeof(int));

    public override long Macs => Stages.Sum(stage => stage.Step.Macs);

    public override long WeightBytes => Stages.Sum(stage => stage.Step.WeightBytes);

    public override IEnumerable<int> Buffers => Stages.SelectMany(stage => stage.Step.Buffers).Distinct();

    public override PlanStep Renumbered(IReadOnlyList<int> numbers) => this with
    {
        Inputs = [.. Inputs.Select(input => numbers[input])],
        Output = numbers[Output],
        Stages = [.. Stages.Select(stage => stage with { Step = stage.Step.Renumbered(numbers) })],
    };
}

/// <summary>One layer of a chain.</summary>
/// <param name="Step">What it computes, with one input.</param>
/// <param name="Window">Which rows it reads for a row of its output; a window of one pixel for functions of one code.</param>
internal sealed record StreamStage(PlanStep Step, WindowGeometry Window)
{
    /// <summary>Bytes of a row of what it reads.</summary>
    public int InputRowBytes => Window.InputWidth * Window.InputChannels;

    /// <summary>Bytes of a row of what it writes.</summary>
    public int OutputRowBytes => Window.OutputWidth * Window.OutputChannels;

    /// <summary>What it needs in flash: a table needs a window here, which it has not by itself.</summary>
    public long ConstantBytes => Step.ConstantBytes + (Step is TableStep ? 12 * sizeof(int) : 0);

    /// <summary>The most rows of its input that it needs at one time.</summary>
    public int RowsHeld => Math.Max(1, Enumerable.Range(0, Window.OutputHeight).Max(row => EndRow(row) - FirstRow(row)));

    /// <summary>The first row of the input that a row of the output is computed from.</summary>
    public int FirstRow(int row) => FirstRow(Window, row);

    /// <summary>The row after the last.</summary>
    public int EndRow(int row) => EndRow(Window, row);

    /// <summary>The window of one row of the output over the rows of the input that it needs.</summary>
    public WindowGeometry WindowOf(int row) => Window with
    {
        InputHeight = EndRow(row) - FirstRow(row),
        OutputHeight = 1,
        PadTop = FirstRow(row) - Top(Window, row),
    };

    /// <summary>The first row of the image under a window.</summary>
    public static int FirstRow(in WindowGeometry window, int row) => Math.Max(Top(window, row), 0);

    /// <summary>The row of the image after the last under a window.</summary>
    public static int EndRow(in WindowGeometry window, int row) => Math.Min(Top(window, row) + ((window.KernelHeight - 1) * window.DilationHeight) + 1, window.InputHeight);

    private static int Top(in WindowGeometry window, int row) => (row * window.StrideHeight) - window.PadTop;
}
