using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Images of another size.</summary>
internal static class ResizeReaders
{
    private const int LargestSide = 1 << 14;

    public static IEnumerable<(string, OpReader)> All => [("Resize", Resize), ("Upsample", Upsample)];

    private static void Upsample(NodeReader node)
    {
        double[] scales = node.Attribute("scales") is { } attribute ? [.. attribute.Reals.Select(scale => (double)scale)] : [.. node.Constant(1).Singles().Select(scale => (double)scale)];
        Set(node, scales, null, new Resize(1)
        {
            Interpolation = ModeOf(node),
            Mapping = PixelMapping.Asymmetric,
            Rounding = PixelRounding.Down,
        });
    }

    private static void Resize(NodeReader node)
    {
        // Opset 10 had the scales as its second input, before regions of interest came.
        int scalesInput = node.Opset < 11 ? 1 : 2;
        ConstantTensor? scales = node.OptionalConstant(scalesInput) is { Count: > 0 } given ? given : null;
        ConstantTensor? sizes = node.Opset < 11 ? null : node.OptionalConstant(3);
        if (node.Whole("antialias", 0) != 0 || node.Whole("exclude_outside", 0) != 0)
        {
            throw node.Refusal("smoothing before an image shrinks, or weights that leave out its border", "Export without antialias and exclude_outside.");
        }

        Resize op = new(1)
        {
            Interpolation = ModeOf(node),
            Mapping = node.Opset < 11 ? PixelMapping.Asymmetric : MappingOf(node),
            Rounding = node.Opset < 11 ? PixelRounding.Down : RoundingOf(node),
            CubicSlope = node.Real("cubic_coeff_a", -0.75),
        };
        op = node.Text("coordinate_transformation_mode", "") == "tf_half_pixel_for_nn" ? op with { Rounding = PixelRounding.Down } : op;
        Set(node, scales is null ? null : [.. scales.Singles().Select(scale => (double)scale)], sizes?.Wholes(), op);
    }

    private static void Set(NodeReader node, double[]? scales, long[]? sizes, Resize op)
    {
        ImportedValue x = node.Input();
        int[] axes = node.Ints("axes")?.Select(axis => node.Axis(axis, x.Rank)).ToArray() ?? [.. Enumerable.Range(0, x.Rank)];
        if (x.Rank != 4 || (scales ?? sizes?.Select(size => (double)size).ToArray())?.Length != axes.Length)
        {
            throw node.Refusal($"resizing {x.Shape} with scales or sizes for {axes.Length} axes", "Images [N, C, H, W] can be resized, with a scale or a size for each axis.");
        }

        double[] factor = [1, 1, 1, 1];
        int[] target = x.Shape.Lengths.ToArray();
        double[] ratios = [.. axes.Select((axis, i) => scales is null ? sizes![i] / (double)x.Shape[axis] : scales[i])];
        string policy = node.Text("keep_aspect_ratio_policy", "stretch");
        double shared = policy == "not_larger" ? ratios.Min() : ratios.Max();
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            factor[axis] = sizes is not null && policy != "stretch" ? shared : ratios[i];
            double length = sizes is null ? Math.Floor(x.Shape[axis] * factor[axis]) : policy == "stretch" ? sizes[i] : Math.Floor((x.Shape[axis] * shared) + 0.5);
            target[axis] = length is >= 1 and <= LargestSide ? (int)length : throw node.Broken($"axis {axis} of {x.Shape} would have the length {length}; 1 to {LargestSide} is possible.");
        }

        if (target[0] != x.Shape[0] || target[1] != x.Shape[1])
        {
            throw node.Refusal($"resizing {x.Shape} to [{string.Join(", ", target)}]", "Height and width can change, batch and channels cannot.");
        }

        op = op with { Size = new(target[2], target[3]), HeightScale = ScaleOf(2), WidthScale = ScaleOf(3) };
        node.Set(ImportContext.LastResult(node.Graph.Apply(op, node.Graph.ChannelsLast(x)), new Shape(target)));

        double ScaleOf(int axis) => factor[axis] == target[axis] / (double)x.Shape[axis] ? 0 : factor[axis];
    }

    private static Interpolation ModeOf(NodeReader node) => node.Text("mode", "nearest") switch
    {
        "nearest" => Interpolation.Nearest,
        "linear" or "bilinear" => Interpolation.Bilinear,
        "cubic" => Interpolation.Bicubic,
        string other => throw node.Refusal($"interpolation '{other}'", "Use nearest, linear or cubic."),
    };

    private static PixelMapping MappingOf(NodeReader node) => node.Text("coordinate_transformation_mode", "half_pixel") switch
    {
        "half_pixel" => PixelMapping.HalfPixel,
        "pytorch_half_pixel" => PixelMapping.HalfPixelOrFirst,
        "half_pixel_symmetric" => PixelMapping.CenteredHalfPixel,
        "asymmetric" => PixelMapping.Asymmetric,
        "align_corners" => PixelMapping.AlignCorners,
        "tf_half_pixel_for_nn" => PixelMapping.Middle,
        string other => throw node.Refusal($"the mapping '{other}'", "Use half_pixel, asymmetric or align_corners."),
    };

    private static PixelRounding RoundingOf(NodeReader node) => node.Text("nearest_mode", "round_prefer_floor") switch
    {
        "round_prefer_floor" => PixelRounding.HalfDown,
        "round_prefer_ceil" => PixelRounding.HalfUp,
        "floor" => PixelRounding.Down,
        _ => PixelRounding.Up,
    };
}
