namespace Bantam.Model;

/// <summary>A matrix product by another provider: its result, then our bias and limits.</summary>
internal static unsafe class ProvidedProduct
{
    /// <summary>Computes what <see cref="Gemm.Multiply"/> computes.</summary>
    public static void Multiply(IKernelProvider provider, in GemmArguments args)
    {
        if (args.M == 0 || args.N == 0)
        {
            return;
        }

        provider.Multiply(new MatrixMultiplication
        {
            A = Matrix(args.A, args.TransposeA ? args.K : args.M, args.TransposeA ? args.M : args.K, args.LeadingA),
            B = Matrix(args.B, args.TransposeB ? args.N : args.K, args.TransposeB ? args.K : args.N, args.LeadingB),
            C = Matrix(args.C, args.M, args.N, args.LeadingC),
            M = args.M,
            N = args.N,
            K = args.K,
            LeadingA = args.LeadingA,
            LeadingB = args.LeadingB,
            LeadingC = args.LeadingC,
            TransposeA = args.TransposeA,
            TransposeB = args.TransposeB,
            Accumulate = args.Accumulate,
        });
        for (int row = 0; row < args.M; row++)
        {
            Finish(args.C + ((nint)row * args.LeadingC), in args);
        }
    }

    private static Span<float> Matrix(float* start, int rows, int columns, int leading) =>
        rows == 0 || columns == 0 ? [] : new Span<float>(start, checked(((rows - 1) * leading) + columns));

    private static void Finish(float* row, in GemmArguments args)
    {
        for (int column = 0; column < args.N; column++)
        {
            float value = args.Bias is null ? row[column] : row[column] + args.Bias[column];

            // NaN stays NaN, as it does in our own kernels.
            row[column] = value < args.Low ? args.Low : value > args.High ? args.High : value;
        }
    }
}
