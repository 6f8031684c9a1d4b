using Bantam.Model;

namespace Bantam.Formats;

/// <summary>RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR. Inputs: an activation NHWC, and the new height and width.</summary>
internal static class ResizeImports
{
    public static void Bilinear(OperatorImport op)
    {
        TfliteResizeOptions options = op.Options<TfliteResizeOptions>();
        PixelMapping mapping = options.AlignsCorners ? PixelMapping.AlignCorners : options.HasHalfPixelCenters ? PixelMapping.HalfPixel : PixelMapping.Asymmetric;
        Return(op, new Resize(SizeOf(op)) { Interpolation = Interpolation.Bilinear, Mapping = mapping });
    }

    public static void Nearest(OperatorImport op)
    {
        TfliteResizeOptions options = op.Options<TfliteResizeOptions>();
        (PixelMapping mapping, PixelRounding rounding) = options.AlignsCorners ? (PixelMapping.AlignCorners, PixelRounding.HalfUp)
            : options.HasHalfPixelCenters ? (PixelMapping.Middle, PixelRounding.Down)
            : (PixelMapping.Asymmetric, PixelRounding.Down);
        Return(op, new Resize(SizeOf(op)) { Interpolation = Interpolation.Nearest, Mapping = mapping, Rounding = rounding });
    }

    private static Size2d SizeOf(OperatorImport op) => op.Integers(1) is [int height, int width]
        ? new Size2d(height, width)
        : throw new ModelFormatException($"{op.Place} needs a height and a width as its second input. The file is damaged; convert the model again.");

    private static void Return(OperatorImport op, Resize resize) => op.Return(resize, op.Input(0));
}
