using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Rules about shapes that are legal and yet rarely meant.</summary>
internal static class ShapeRules
{
    private const int LargestMultiplier = 8;

    public static Rule LostPixels { get; } = new("W-LOST-PIXELS", Severity.Warning, FindLostPixels)
    {
        Title = "Rows or columns that no window reads",
        Checks = "the size of a window's output is not integral, and the division drops pixels of the input: ⌊(H − R + P)/U⌋ + 1. Windows smaller than their stride, which skip pixels on purpose, are left alone",
        Source = "notes: lines 2022-2025 (E15)",
    };

    public static Rule UnevenPadding { get; } = new("H-UNEVEN-PADDING", Severity.Hint, FindUnevenPadding)
    {
        Title = "Padding that no window reads",
        Checks = "the size of a window's output is not integral, and the division drops padding only: the edges are treated unequally",
        Source = "notes: lines 2022-2025 (E15)",
    };

    public static Rule AbsurdMultiplier { get; } = new("W-ABSURD-MULTIPLIER", Severity.Warning, FindMultipliers)
    {
        Title = "A width multiplier that makes no sense",
        Checks = "a depthwise convolution makes more than 8 channels of each, or a layer before the last squeezes 8 or more channels into a single one",
        Source = "Howard et al., 2017 (width multipliers are 0.25 to 1)",
    };

    private static IEnumerable<Observation> FindLostPixels(LintSubject subject) =>
        from window in Windows(subject)
        where window.TouchesNext && (window.LostRows > 0 || window.LostColumns > 0)
        let g = window.Geometry
        let lost = ((double)window.LostRows * g.InputWidth) + ((double)window.LostColumns * (g.InputHeight - window.LostRows))
        select new Observation(window.Name, "The last rows or columns never count. Pad, or choose an input size, window and stride that divide without a rest.")
        {
            Evidence = [new("lostRows", window.LostRows), new("lostColumns", window.LostColumns), new("lostShare", lost / ((double)g.InputHeight * g.InputWidth))],
            Command = subject.InspectCommand,
        };

    private static IEnumerable<Observation> FindUnevenPadding(LintSubject subject) =>
        from window in Windows(subject)
        where window is { LostRows: 0, LostColumns: 0 } && (window.RestRows > 0 || window.RestColumns > 0)
        select new Observation(window.Name, "The windows reach over the first edge further than over the last. Other frameworks may divide the padding otherwise: check after an import.")
        {
            Evidence = [new("restRows", window.RestRows), new("restColumns", window.RestColumns)],
            Command = subject.InspectCommand,
        };

    private static IEnumerable<Observation> FindMultipliers(LintSubject subject)
    {
        foreach (Layer layer in subject.LinearLayers)
        {
            int outputs = layer.Node.SampleShape[^1];
            int inputs = layer.Node.Inputs[0].SampleShape[^1];
            if (layer.Node.Op is DepthwiseConv2d { Multiplier: > LargestMultiplier } depthwise)
            {
                yield return new Observation(layer.Name, "A pointwise convolution mixes channels for fewer units: use multiplier 1 and a 1x1 convolution behind it.")
                {
                    Evidence = [new("multiplier", depthwise.Multiplier), new("channels", outputs), new("units", layer.Cost.Units)],
                    Command = subject.CompareCommand,
                };
            }
            else if (outputs == 1 && inputs >= LargestMultiplier && layer != subject.LinearLayers[^1])
            {
                yield return new Observation(layer.Name, "All that follows sees one channel: was the width multiplier rounded down to nothing?")
                {
                    Evidence = [new("inputChannels", inputs), new("outputChannels", 1)],
                    Command = subject.InspectCommand,
                };
            }
        }
    }

    private static IEnumerable<Coverage> Windows(LintSubject subject) =>
        from layer in subject.Layers
        let coverage = CoverageOf(layer.Node)
        where coverage is not null
        select coverage;

    private static Coverage? CoverageOf(Node node)
    {
        Shape input = node.Inputs[0].Type.Shape;
        return node.Op switch
        {
            Conv2d op => new Coverage(node.Name, op.Geometry(input, node.Inputs[1].Type.Shape), op.Padding),
            DepthwiseConv2d op => new Coverage(node.Name, op.Geometry(input, node.Inputs[1].Type.Shape), op.Padding),
            MaxPool op => new Coverage(node.Name, op.Geometry(input), op.Padding),
            AveragePool op => new Coverage(node.Name, op.Geometry(input), op.Padding),
            _ => null,
        };
    }

    /// <summary>What of its input all windows of a layer together read.</summary>
    private sealed record Coverage(string Name, WindowGeometry Geometry, Padding Padding)
    {
        /// <summary>Whether the windows leave no gaps between them.</summary>
        public bool TouchesNext =>
            Reached(1, Geometry.KernelHeight, Geometry.DilationHeight, 1) >= Geometry.StrideHeight && Reached(1, Geometry.KernelWidth, Geometry.DilationWidth, 1) >= Geometry.StrideWidth;

        public int LostRows => Math.Max(0, RowsBehind(padding: 0));

        public int LostColumns => Math.Max(0, ColumnsBehind(padding: 0));

        /// <summary>Rows below the last window, padding included. Padding Same has none by definition.</summary>
        public int RestRows => Math.Max(0, RowsBehind(Padding.Bottom));

        /// <summary>The same for columns.</summary>
        public int RestColumns => Math.Max(0, ColumnsBehind(Padding.Right));

        private int RowsBehind(int padding) =>
            Geometry.PadTop + Geometry.InputHeight + padding - Reached(Geometry.OutputHeight, Geometry.KernelHeight, Geometry.DilationHeight, Geometry.StrideHeight);

        private int ColumnsBehind(int padding) =>
            Geometry.PadLeft + Geometry.InputWidth + padding - Reached(Geometry.OutputWidth, Geometry.KernelWidth, Geometry.DilationWidth, Geometry.StrideWidth);

        private static int Reached(int windows, int kernel, int dilation, int stride) => ((windows - 1) * stride) + ((kernel - 1) * dilation) + 1;
    }
}
