using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Copies of strided Float32 views into row-major order that turn whole matrices instead of fetching single elements.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>Copies a view whose axes are some batches of one matrix each, read column by column: exchanged last axes, or NCHW of NHWC and back.</summary>
    /// <param name="source">The storage from the first element of the view on.</param>
    /// <param name="shape">The lengths of the view.</param>
    /// <param name="strides">Elements from one position to the next, for each axis.</param>
    /// <param name="target">Where the elements go.</param>
    /// <returns>False where the view is something else; nothing was copied then.</returns>
    public static bool TryTranspose(ReadOnlySpan<float> source, Shape shape, ReadOnlySpan<int> strides, Span<float> target)
    {
        // Read from the end: columns of the target lie a row apart in the source, and rows of the target one element.
        int axis = shape.Rank - 1;
        int apart = strides[axis];
        int columns = Merged(shape, strides, ref axis);
        if (axis < 0 || strides[axis] != 1)
        {
            return false;
        }

        int rows = Merged(shape, strides, ref axis);
        int matrix = rows * columns;
        if (rows != apart || matrix == 0 || (axis >= 0 && (strides[axis] != matrix || Merged(shape, strides, ref axis) == 0 || axis >= 0)))
        {
            return false;
        }

        fixed (float* from = source, to = target)
        {
            // What is read row by row has as many rows as the target has columns.
            for (int start = 0; start < target.Length; start += matrix)
            {
                Turn(from + start, columns, rows, to + start);
            }
        }

        return true;
    }

    /// <summary>The length of an axis together with those before it that continue its steps; the axis moves to the next one, −1 after the first.</summary>
    private static int Merged(Shape shape, ReadOnlySpan<int> strides, ref int axis)
    {
        int length = shape[axis];
        int step = strides[axis];
        axis--;
        while (axis >= 0 && strides[axis] == step * length)
        {
            length *= shape[axis];
            axis--;
        }

        return length;
    }

    private static void Turn(float* source, int rows, int columns, float* target)
    {
        switch (SimdWidth.Current)
        {
            case 16:
                BlockTranspose.Matrix<Simd512, Vector512<float>>(source, rows, columns, target);
                break;
            case 8:
                BlockTranspose.Matrix<Simd256, Vector256<float>>(source, rows, columns, target);
                break;
            case 4:
                BlockTranspose.Matrix<Simd128, Vector128<float>>(source, rows, columns, target);
                break;
            default:
                BlockTranspose.Matrix<SimdScalar, float>(source, rows, columns, target);
                break;
        }
    }
}
