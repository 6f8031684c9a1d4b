namespace Bantam.Model;

/// <summary>Float32 convolution of any geometry, grouped and dilated too: one small matrix product for each position of the window and row of the output.</summary>
/// <remarks>
/// The pixels of an output row meet, through one position of the window, input pixels at equal distances: a matrix whose
/// rows lie a stride apart. Sums run over positions, then channels, in ascending order, as in the plain kernels. Groups of
/// one channel would make products of one column: without dilation they are a depthwise convolution whose weights lie in
/// another order.
/// </remarks>
internal static unsafe class ConvolutionTapKernels
{
    /// <summary>y = clamp(x ∗ w + bias, low, high); <paramref name="bias"/> may be null.</summary>
    public static void Forward(in WindowGeometry g, float* x, float* w, float* bias, float* y, float low, float high)
    {
        if (IsDepthwise(in g))
        {
            DepthwiseMultiplierKernels.Forward(g with { Groups = 1 }, x, ChannelsLast(in g, w), bias, y, low, high);
            return;
        }

        Work work = new() { Geometry = g, Input = x, Weights = w, Output = y, Bias = bias, Low = low, High = high };
        WorkerPool.Run(g.Batch, &ForwardImage, &work, MacsOf(in g));
    }

    /// <summary>x̄ from ȳ and w.</summary>
    public static void InputGradient(in WindowGeometry g, float* dy, float* w, float* dx)
    {
        if (IsDepthwise(in g))
        {
            DepthwiseMultiplierKernels.InputGradient(g with { Groups = 1 }, dy, ChannelsLast(in g, w), dx);
            return;
        }

        Work work = new() { Geometry = g, Input = dx, Weights = w, Output = dy };
        WorkerPool.Run(g.Batch, &InputGradientOfImage, &work, MacsOf(in g));
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient(in WindowGeometry g, float* x, float* dy, float* dw)
    {
        if (IsDepthwise(in g))
        {
            float* channelsLast = Scratch.Get<float>(Scratch.Use.Panels, (long)g.OutputChannels * g.PatchLength);
            DepthwiseMultiplierKernels.WeightGradient(g with { Groups = 1 }, x, dy, channelsLast);
            Transpose(channelsLast, g.PatchLength, g.OutputChannels, dw);
            return;
        }

        Work work = new() { Geometry = g, Input = x, Weights = dw, Output = dy };
        new Span<float>(dw, g.OutputChannels * g.PatchLength).Clear();
        WorkerPool.Run(g.KernelHeight * g.KernelWidth, &WeightGradientOfTap, &work, MacsOf(in g));
    }

    private static bool IsDepthwise(in WindowGeometry g) => g.Groups == g.InputChannels && g is { DilationHeight: 1, DilationWidth: 1 };

    /// <summary>Weights [O, I, J, 1] as [1, I, J, O].</summary>
    private static float* ChannelsLast(in WindowGeometry g, float* w)
    {
        float* channelsLast = Scratch.Get<float>(Scratch.Use.Panels, (long)g.OutputChannels * g.PatchLength);
        Transpose(w, g.OutputChannels, g.PatchLength, channelsLast);
        return channelsLast;
    }

    private static void Transpose(float* from, int rows, int columns, float* to)
    {
        for (nint i = 0; i < (nint)rows * columns; i++)
        {
            to[(i % columns * rows) + (i / columns)] = from[i];
        }
    }

    private static void ForwardImage(int image, Work* work)
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        float* y = work->Output + ((nint)image * g.OutputElements);
        new Span<float>(y, g.OutputElements).Clear();
        for (int tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
        {
            for (int row = 0; row < g.OutputHeight; row++)
            {
                if (!TryMeet(work, image, row, tap, out Meeting meeting))
                {
                    continue;
                }

                for (int group = 0; group < g.Groups; group++)
                {
                    ForwardGroup(in g, in meeting, group);
                }
            }
        }

        for (nint i = 0; i < g.OutputElements; i++)
        {
            float sum = work->Bias is null ? y[i] : y[i] + work->Bias[i % g.OutputChannels];
            y[i] = float.Clamp(sum, work->Low, work->High);
        }
    }

    private static void InputGradientOfImage(int image, Work* work)
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        new Span<float>(work->Input + ((nint)image * g.InputElements), g.InputElements).Clear();
        for (int tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
        {
            for (int row = 0; row < g.OutputHeight; row++)
            {
                if (!TryMeet(work, image, row, tap, out Meeting meeting))
                {
                    continue;
                }

                for (int group = 0; group < g.Groups; group++)
                {
                    InputGradientOfGroup(in g, in meeting, group);
                }
            }
        }
    }

    private static void WeightGradientOfTap(int tap, Work* work)
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        for (int row = 0; row < g.Batch * g.OutputHeight; row++)
        {
            if (!TryMeet(work, row / g.OutputHeight, row % g.OutputHeight, tap, out Meeting meeting))
            {
                continue;
            }

            for (int group = 0; group < g.Groups; group++)
            {
                WeightGradientOfGroup(in g, in meeting, group);
            }
        }
    }

    private static void ForwardGroup(in WindowGeometry g, in Meeting meeting, int group)
    {
        (int inputs, int outputs) = (g.InputChannels / g.Groups, g.OutputChannels / g.Groups);
        Gemm.Multiply(new GemmArguments
        {
            A = meeting.Input + ((nint)group * inputs),
            B = meeting.Weights + ((nint)group * outputs * g.PatchLength),
            C = meeting.Output + ((nint)group * outputs),
            M = meeting.Pixels,
            N = outputs,
            K = inputs,
            LeadingA = g.StrideWidth * g.InputChannels,
            LeadingB = g.PatchLength,
            LeadingC = g.OutputChannels,
            TransposeB = true,
            Accumulate = true,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        });
    }

    private static void InputGradientOfGroup(in WindowGeometry g, in Meeting meeting, int group)
    {
        (int inputs, int outputs) = (g.InputChannels / g.Groups, g.OutputChannels / g.Groups);
        Gemm.Multiply(new GemmArguments
        {
            A = meeting.Output + ((nint)group * outputs),
            B = meeting.Weights + ((nint)group * outputs * g.PatchLength),
            C = meeting.Input + ((nint)group * inputs),
            M = meeting.Pixels,
            N = inputs,
            K = outputs,
            LeadingA = g.OutputChannels,
            LeadingB = g.PatchLength,
            LeadingC = g.StrideWidth * g.InputChannels,
            Accumulate = true,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        });
    }

    private static void WeightGradientOfGroup(in WindowGeometry g, in Meeting meeting, int group)
    {
        (int inputs, int outputs) = (g.InputChannels / g.Groups, g.OutputChannels / g.Groups);
        Gemm.Multiply(new GemmArguments
        {
            A = meeting.Output + ((nint)group * outputs),
            B = meeting.Input + ((nint)group * inputs),
            C = meeting.Weights + ((nint)group * outputs * g.PatchLength),
            M = outputs,
            N = inputs,
            K = meeting.Pixels,
            LeadingA = g.OutputChannels,
            LeadingB = g.StrideWidth * g.InputChannels,
            LeadingC = g.PatchLength,
            TransposeA = true,
            Accumulate = true,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        });
    }

    /// <summary>The pixels of one output row that meet an input pixel, and not padding, through one position of the window.</summary>
    private static bool TryMeet(Work* work, int image, int row, int tap, out Meeting meeting)
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        int inputRow = (row * g.StrideHeight) - g.PadTop + (tap / g.KernelWidth * g.DilationHeight);
        int offset = (tap % g.KernelWidth * g.DilationWidth) - g.PadLeft;
        int first = offset >= 0 ? 0 : (-offset + g.StrideWidth - 1) / g.StrideWidth;
        int end = offset >= g.InputWidth ? 0 : Math.Min(((g.InputWidth - 1 - offset) / g.StrideWidth) + 1, g.OutputWidth);
        meeting = default;
        if (inputRow < 0 || inputRow >= g.InputHeight || first >= end)
        {
            return false;
        }

        nint inputPixel = (((nint)image * g.InputHeight) + inputRow) * g.InputWidth + (first * g.StrideWidth) + offset;
        nint outputPixel = ((((nint)image * g.OutputHeight) + row) * g.OutputWidth) + first;
        meeting = new Meeting
        {
            Input = work->Input + (inputPixel * g.InputChannels),
            Output = work->Output + (outputPixel * g.OutputChannels),
            Weights = work->Weights + ((nint)tap * (g.InputChannels / g.Groups)),
            Pixels = end - first,
        };
        return true;
    }

    private static long MacsOf(in WindowGeometry g) => (long)g.Batch * g.OutputElements * g.PatchLength;

    private struct Work
    {
        public WindowGeometry Geometry;
        public float* Input;
        public float* Weights;
        public float* Output;
        public float* Bias;
        public float Low;
        public float High;
    }

    private struct Meeting
    {
        public float* Input;
        public float* Output;
        public float* Weights;
        public int Pixels;
    }
}
