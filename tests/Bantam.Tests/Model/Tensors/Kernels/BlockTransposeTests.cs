using System.Runtime.Intrinsics;
using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed unsafe class BlockTransposeTests
{
    [Fact]
    public void Matrices_of_all_sizes_up_to_67_are_transposed_on_every_width()
    {
        for (int rows = 1; rows <= 67; rows++)
        {
            for (int columns = 1; columns <= 67; columns++)
            {
                Check(rows, columns, 1, &BlockTranspose.Matrix<SimdScalar, float>);
                Check(rows, columns, 4, &BlockTranspose.Matrix<Simd128, Vector128<float>>);
                Check(rows, columns, 8, &BlockTranspose.Matrix<Simd256, Vector256<float>>);
                Check(rows, columns, 16, &BlockTranspose.Matrix<Simd512, Vector512<float>>);
            }
        }
    }

    private static void Check(int rows, int columns, int lanes, delegate*<float*, int, int, float*, void> transpose)
    {
        if (lanes > SimdWidth.Widest)
        {
            return;
        }

        float[] source = [.. Enumerable.Range(0, rows * columns).Select(i => (float)i)];
        float[] target = new float[(rows * columns) + 1];
        fixed (float* s = source, t = target)
        {
            transpose(s, rows, columns, t);
        }

        for (int i = 0; i < source.Length; i++)
        {
            Assert.Equal(i, target[(i % columns * rows) + (i / columns)]);
        }

        Assert.Equal(0, target[^1]);
    }
}
