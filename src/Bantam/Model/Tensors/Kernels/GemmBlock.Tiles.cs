using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <content>The kernel: one source for tiles of every height and of one or two vectors.</content>
internal unsafe partial struct GemmBlock
{
    /// <summary>Computes some tiles of one height below each other.</summary>
    /// <remarks>
    /// The compiler sees the height and the width as constants and drops the rest, so that a tile is exactly as
    /// large as its sums. The sums are separate variables because the compiler keeps arrays of vectors in memory. A
    /// pointer serves three rows, because 16 pointers would not fit the general registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TSimd, TVector, THeight, TWidth>(in GemmBlock block, int firstRow, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where THeight : struct, IHeight
        where TWidth : struct, IWidth
    {
        nint row = block.RowOfA;
        nint twoRows = 2 * row;
        nint stepOfA = block.StepOfA;
        nint stepOfB = block.StepOfB;
        bool whole = block.Columns == TWidth.Vectors * TSimd.Lanes;
        bool hasEpilogue = block.HasEpilogue;
        float* a = block.A + (firstRow * row);
        float* c = block.C + (firstRow * block.RowOfC);
        for (; count > 0; count--)
        {
            float* a0 = a;
            float* a3 = a + (3 * row);
            float* a6 = a + (6 * row);
            float* a9 = a + (9 * row);
            float* a12 = a + (12 * row);
            float* a15 = a + (15 * row);
            TVector sum0a = default, sum0b = default;
            TVector sum1a = default, sum1b = default;
            TVector sum2a = default, sum2b = default;
            TVector sum3a = default, sum3b = default;
            TVector sum4a = default, sum4b = default;
            TVector sum5a = default, sum5b = default;
            TVector sum6a = default, sum6b = default;
            TVector sum7a = default, sum7b = default;
            TVector sum8a = default, sum8b = default;
            TVector sum9a = default, sum9b = default;
            TVector sum10a = default, sum10b = default;
            TVector sum11a = default, sum11b = default;
            TVector sum12a = default, sum12b = default;
            TVector sum13a = default, sum13b = default;
            TVector sum14a = default, sum14b = default;
            TVector sum15a = default, sum15b = default;
            if (block.Accumulate)
            {
                float* from = c;
                Read<TSimd, TVector, TWidth>(in block, from, out sum0a, out sum0b);
                if (THeight.Rows > 1)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum1a, out sum1b);
                }

                if (THeight.Rows > 2)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum2a, out sum2b);
                }

                if (THeight.Rows > 3)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum3a, out sum3b);
                }

                if (THeight.Rows > 4)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum4a, out sum4b);
                }

                if (THeight.Rows > 5)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum5a, out sum5b);
                }

                if (THeight.Rows > 6)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum6a, out sum6b);
                }

                if (THeight.Rows > 7)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum7a, out sum7b);
                }

                if (THeight.Rows > 8)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum8a, out sum8b);
                }

                if (THeight.Rows > 9)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum9a, out sum9b);
                }

                if (THeight.Rows > 10)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum10a, out sum10b);
                }

                if (THeight.Rows > 11)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum11a, out sum11b);
                }

                if (THeight.Rows > 12)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum12a, out sum12b);
                }

                if (THeight.Rows > 13)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum13a, out sum13b);
                }

                if (THeight.Rows > 14)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum14a, out sum14b);
                }

                if (THeight.Rows > 15)
                {
                    Read<TSimd, TVector, TWidth>(in block, from += block.RowOfC, out sum15a, out sum15b);
                }

            }

            float* b = block.B;
            float* next = block.ReadsAhead ? a + (THeight.Rows * row) : null;
            for (nint k = block.Terms; k > 0; k--)
            {
                TVector ba = TSimd.Load(b);
                TVector bb = TWidth.Vectors > 1 ? TSimd.Load(b + TSimd.Lanes) : default;
                b += stepOfB;
                if (next != null)
                {
                    // As many floats per term as there are rows: at the end, the next tile has been asked for.
                    CacheHint.Fetch(next);
                    next += THeight.Rows;
                }

                Add<TSimd, TVector, TWidth>(a0[0], ba, bb, ref sum0a, ref sum0b);
                if (THeight.Rows > 1)
                {
                    Add<TSimd, TVector, TWidth>(a0[row], ba, bb, ref sum1a, ref sum1b);
                }

                if (THeight.Rows > 2)
                {
                    Add<TSimd, TVector, TWidth>(a0[twoRows], ba, bb, ref sum2a, ref sum2b);
                }

                if (THeight.Rows > 3)
                {
                    Add<TSimd, TVector, TWidth>(a3[0], ba, bb, ref sum3a, ref sum3b);
                }

                if (THeight.Rows > 4)
                {
                    Add<TSimd, TVector, TWidth>(a3[row], ba, bb, ref sum4a, ref sum4b);
                }

                if (THeight.Rows > 5)
                {
                    Add<TSimd, TVector, TWidth>(a3[twoRows], ba, bb, ref sum5a, ref sum5b);
                }

                if (THeight.Rows > 6)
                {
                    Add<TSimd, TVector, TWidth>(a6[0], ba, bb, ref sum6a, ref sum6b);
                }

                if (THeight.Rows > 7)
                {
                    Add<TSimd, TVector, TWidth>(a6[row], ba, bb, ref sum7a, ref sum7b);
                }

                if (THeight.Rows > 8)
                {
                    Add<TSimd, TVector, TWidth>(a6[twoRows], ba, bb, ref sum8a, ref sum8b);
                }

                if (THeight.Rows > 9)
                {
                    Add<TSimd, TVector, TWidth>(a9[0], ba, bb, ref sum9a, ref sum9b);
                }

                if (THeight.Rows > 10)
                {
                    Add<TSimd, TVector, TWidth>(a9[row], ba, bb, ref sum10a, ref sum10b);
                }

                if (THeight.Rows > 11)
                {
                    Add<TSimd, TVector, TWidth>(a9[twoRows], ba, bb, ref sum11a, ref sum11b);
                }

                if (THeight.Rows > 12)
                {
                    Add<TSimd, TVector, TWidth>(a12[0], ba, bb, ref sum12a, ref sum12b);
                }

                if (THeight.Rows > 13)
                {
                    Add<TSimd, TVector, TWidth>(a12[row], ba, bb, ref sum13a, ref sum13b);
                }

                if (THeight.Rows > 14)
                {
                    Add<TSimd, TVector, TWidth>(a12[twoRows], ba, bb, ref sum14a, ref sum14b);
                }

                if (THeight.Rows > 15)
                {
                    Add<TSimd, TVector, TWidth>(a15[0], ba, bb, ref sum15a, ref sum15b);
                }

                a0 += stepOfA;
                a3 += stepOfA;
                a6 += stepOfA;
                a9 += stepOfA;
                a12 += stepOfA;
                a15 += stepOfA;
            }

            if (hasEpilogue)
            {
                Epilogue<TSimd, TVector, TWidth>(in block, out TVector low, out TVector high, out TVector biasA, out TVector biasB);
                Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum0a, ref sum0b);
                if (THeight.Rows > 1)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum1a, ref sum1b);
                }

                if (THeight.Rows > 2)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum2a, ref sum2b);
                }

                if (THeight.Rows > 3)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum3a, ref sum3b);
                }

                if (THeight.Rows > 4)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum4a, ref sum4b);
                }

                if (THeight.Rows > 5)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum5a, ref sum5b);
                }

                if (THeight.Rows > 6)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum6a, ref sum6b);
                }

                if (THeight.Rows > 7)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum7a, ref sum7b);
                }

                if (THeight.Rows > 8)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum8a, ref sum8b);
                }

                if (THeight.Rows > 9)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum9a, ref sum9b);
                }

                if (THeight.Rows > 10)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum10a, ref sum10b);
                }

                if (THeight.Rows > 11)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum11a, ref sum11b);
                }

                if (THeight.Rows > 12)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum12a, ref sum12b);
                }

                if (THeight.Rows > 13)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum13a, ref sum13b);
                }

                if (THeight.Rows > 14)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum14a, ref sum14b);
                }

                if (THeight.Rows > 15)
                {
                    Finish<TSimd, TVector, TWidth>(low, high, biasA, biasB, ref sum15a, ref sum15b);
                }

            }

            float* to = c;

            Write<TSimd, TVector, TWidth>(in block, whole, to, sum0a, sum0b);
            if (THeight.Rows > 1)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum1a, sum1b);
            }

            if (THeight.Rows > 2)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum2a, sum2b);
            }

            if (THeight.Rows > 3)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum3a, sum3b);
            }

            if (THeight.Rows > 4)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum4a, sum4b);
            }

            if (THeight.Rows > 5)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum5a, sum5b);
            }

            if (THeight.Rows > 6)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum6a, sum6b);
            }

            if (THeight.Rows > 7)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum7a, sum7b);
            }

            if (THeight.Rows > 8)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum8a, sum8b);
            }

            if (THeight.Rows > 9)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum9a, sum9b);
            }

            if (THeight.Rows > 10)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum10a, sum10b);
            }

            if (THeight.Rows > 11)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum11a, sum11b);
            }

            if (THeight.Rows > 12)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum12a, sum12b);
            }

            if (THeight.Rows > 13)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum13a, sum13b);
            }

            if (THeight.Rows > 14)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum14a, sum14b);
            }

            if (THeight.Rows > 15)
            {
                Write<TSimd, TVector, TWidth>(in block, whole, to += block.RowOfC, sum15a, sum15b);
            }

            a += THeight.Rows * row;
            c += THeight.Rows * block.RowOfC;
        }
    }
}
