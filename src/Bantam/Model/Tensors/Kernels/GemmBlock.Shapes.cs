namespace Bantam.Model;

/// <content>The sizes of tiles as types, which the compiler turns into constants.</content>
internal unsafe partial struct GemmBlock
{
    private readonly struct OneVector : IWidth
    {
        public static int Vectors => 1;
    }

    private readonly struct TwoVectors : IWidth
    {
        public static int Vectors => 2;
    }

    private readonly struct Height1 : IHeight
    {
        public static int Rows => 1;
    }

    private readonly struct Height2 : IHeight
    {
        public static int Rows => 2;
    }

    private readonly struct Height3 : IHeight
    {
        public static int Rows => 3;
    }

    private readonly struct Height4 : IHeight
    {
        public static int Rows => 4;
    }

    private readonly struct Height5 : IHeight
    {
        public static int Rows => 5;
    }

    private readonly struct Height6 : IHeight
    {
        public static int Rows => 6;
    }

    private readonly struct Height7 : IHeight
    {
        public static int Rows => 7;
    }

    private readonly struct Height8 : IHeight
    {
        public static int Rows => 8;
    }

    private readonly struct Height9 : IHeight
    {
        public static int Rows => 9;
    }

    private readonly struct Height10 : IHeight
    {
        public static int Rows => 10;
    }

    private readonly struct Height11 : IHeight
    {
        public static int Rows => 11;
    }

    private readonly struct Height12 : IHeight
    {
        public static int Rows => 12;
    }

    private readonly struct Height13 : IHeight
    {
        public static int Rows => 13;
    }

    private readonly struct Height14 : IHeight
    {
        public static int Rows => 14;
    }

    private readonly struct Height15 : IHeight
    {
        public static int Rows => 15;
    }

    private readonly struct Height16 : IHeight
    {
        public static int Rows => 16;
    }
}
