using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Images that are rows: ONNX flattens CHW, this library HWC, so the columns of what follows change places.</summary>
internal static class Flattened
{
    /// <summary>The columns of a matrix in the order of HWC instead of CHW.</summary>
    /// <param name="matrix">[rows, C·H·W].</param>
    /// <param name="image">[C, H, W].</param>
    public static ConstantTensor Columns(ConstantTensor matrix, Shape image)
    {
        (int rows, int columns) = (matrix.Shape[0], matrix.Shape[1]);
        return matrix.Reshaped([rows, .. image.Lengths]).Permuted([0, 2, 3, 1]).Reshaped([rows, columns]);
    }
}
